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
        var cleared = s.unclaimed() && s.record().unsettled().size() == 1;
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
        var before = s.record();
        var epoch = Math.max(before.epoch(), s.floor());
        var instances = new ArrayList<>(before.instances());
        for (var pod : s.unknowns()) {
            var node = pod.node().orElse("");
            instances.add(Instance.admitted(pod, node, Found.machine(s, node), pod.epoch().orElse(0), s.state().now()));
        }
        var merged = new GroupRecord(epoch, s.list(), Optional.empty(), s.state().now(),
                instances, before.failures(), before.avoided(), before.history());
        var unsettled = merged.unsettled().stream().filter(i -> !i.found()).toList();
        if (unsettled.isEmpty() || !together(unsettled)) {
            return merged;
        }
        var one = unsettled.getFirst();
        var right = one.epoch() == epoch && s.list().contains(one.node());
        var claim = new Claim(epoch, one.node(), one.machine(), right ? Claim.State.HELD : Claim.State.RELEASED,
                s.state().now(), "Rebuilt");
        return merged.decided(claim,
                new Decided(epoch, s.state().now(), Decided.Action.Rebuild, "", one.node(), "Rebuilt", "", Times.NONE));
    }

    /** One for each resource at most, all under one epoch on one node: what one claim let through. */
    private static boolean together(List<Instance> instances) {
        return instances.stream().map(Instance::node).distinct().count() == 1
                && instances.stream().map(Instance::epoch).distinct().count() == 1
                && instances.stream().map(Instance::resource).distinct().count() == instances.size();
    }
}
