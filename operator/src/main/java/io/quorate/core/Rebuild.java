package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record lost, edited, or restored from a backup, put together again from what is there. Everything that passed the
 * gate goes in, unproven: the result knows at least what the lost one knew, because an instance's object is kept by its
 * finalizer until it was recorded as stopped.
 */
final class Rebuild {

    private Rebuild() {}

    static List<Step> steps(Situation s) {
        var lost = !s.recorded() || s.record().epoch() < s.floor();
        var cleared = s.contradictory() && s.record().unsettled().size() == 1;
        if (!lost && !cleared && s.unknowns().isEmpty()) {
            return List.of();
        }
        if (lost) {
            // Another operator may have admitted these in the lost record, and be about to open them.
            var doubtful = s.candidates().stream().filter(PodSight::held).toList();
            if (!doubtful.isEmpty()) {
                return doubtful.stream().<Step>map(p -> new Step.DeletePod(p, "TakenBack: the group record was lost"))
                        .toList();
            }
        }
        if (!s.recorded() && s.floor() == 0 && s.unknowns().isEmpty()) {
            // Written before anything else, so that later its absence means that it was lost.
            return List.of(new Step.WriteRecord(merged(s), "Created"));
        }
        return List.of(new Step.WriteRecord(merged(s),
                cleared
                        ? "Rebuilt: one instance is left"
                        : lost
                                ? "Rebuilt: the group record was lost or set back"
                                : "Rebuilt: the group record did not know what is there"));
    }

    private static GroupRecord merged(Situation s) {
        var epoch = Math.max(s.record().epoch(), s.floor());
        var instances = new ArrayList<>(s.record().instances());
        for (var pod : s.unknowns()) {
            var node = pod.node().orElse("");
            instances.add(Instance.admitted(Planner.RESOURCE, pod, node, machine(s, node), pod.epoch().orElse(0)));
        }
        var merged = new GroupRecord(epoch, s.declared().nodes(), Optional.empty(), instances, s.record().avoided(),
                s.record().history());
        var unsettled = merged.unsettled();
        if (unsettled.size() != 1) {
            return merged;
        }
        var only = unsettled.getFirst();
        var right = only.epoch() == epoch && s.declared().nodes().contains(only.node()) && epoch > 0;
        var claim = new Claim(epoch, only.node(), only.machine(), right ? Claim.State.HELD : Claim.State.RELEASED,
                s.state().now(), "Rebuilt");
        return merged.decided(epoch, s.declared().nodes(), claim,
                new Decided(epoch, s.state().now(), Decided.Action.Rebuild, "", only.node(), "Rebuilt", ""));
    }

    private static Machine machine(Situation s, String node) {
        return s.node(node).map(NodeSight::machine).orElse(new Machine("", "", "", "", ""));
    }
}
