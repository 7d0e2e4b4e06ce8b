package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A deleted group is released: what runs goes on, gated pods stay gated. An instance in doubt holds the deletion, or
 * delete and create again would run two.
 */
final class Release {

    private Release() {}

    /** What was deleted, may still run, and is in no record: it goes there first, so that it holds the deletion. */
    static List<Step> doubtful(Situation s) {
        var pods = Stream.concat(s.strangers().stream(), s.unknowns().stream())
                .filter(p -> p.deleted() && p.node().isPresent() && !StopProof.shows(p)).toList();
        if (pods.isEmpty()) {
            return List.of();
        }
        if (!s.recorded()) {
            return Rebuild.steps(s);
        }
        var next = s.record();
        for (var pod : pods) {
            var node = pod.node().get();
            next = next.admit(Instance.admitted(pod, node, Found.machine(s, node), pod.epoch().orElse(0),
                    s.state().now()));
        }
        return List.of(new Step.WriteRecord(next, "GroupDeleted: " + pods.stream().map(PodSight::name)
                .collect(Collectors.joining(", ")) + " may still run"));
    }

    static List<Step> steps(Situation s) {
        var kept = released(s);
        if (s.recorded() && !kept.equals(s.record())) {
            return List.of(new Step.WriteRecord(kept, "GroupDeleted: claim released"));
        }
        var steps = new ArrayList<Step>();
        for (var pod : s.state().pods()) {
            var instance = s.record().instance(pod.uid());
            var unsettled = instance.filter(i -> !i.settled()).isPresent();
            if (pod.gate() && !pod.deleted() && (unsettled || pod.held() && instance.isEmpty())) {
                // A late patch of another operator could still open it, or a late claim admit it.
                steps.add(new Step.DeletePod(pod, "GroupDeleted: taken back"));
            } else if (pod.held() && !(pod.deleted() && unsettled)) {
                steps.add(new Step.LetPodGo(pod, "GroupDeleted: released"));
            }
        }
        if (!steps.isEmpty() || !inDoubt(s).isEmpty()) {
            return steps;
        }
        var uid = s.declared().uid();
        var key = s.declared().key();
        for (var node : s.state().nodes().values()) {
            node.record().filter(r -> r.groups().contains(key) || r.allocationOf(uid).isPresent()).ifPresent(
                    r -> steps.add(new Step.WriteNodeRecord(r.withdraw(uid).unlistedBy(key), "GroupDeleted")));
        }
        if (steps.isEmpty() && s.state().recorded() instanceof Recorded.Present present && present.kept()) {
            steps.add(new Step.LetRecordGo("GroupDeleted"));
        }
        return steps;
    }

    /**
     * Without the claim, and without what runs and goes on: written before the finalizer goes, for its later end is no
     * business of this group and must not hold the deletion.
     */
    private static GroupRecord released(Situation s) {
        var record = s.record().held().isPresent() ? s.record().release("GroupDeleted", s.state().now()) : s.record();
        return record.withInstances(record.instances().stream().filter(i -> i.settled() || !goesOn(s, i)).toList());
    }

    private static boolean goesOn(Situation s, Instance instance) {
        return s.pod(instance).filter(p -> !p.deleted() && !p.gate()).isPresent();
    }

    /** Instances whose end is begun or presumed, and not proven. */
    static List<Instance> inDoubt(Situation s) {
        return s.record().unsettled().stream().filter(i -> s.pod(i).map(PodSight::deleted).orElse(true)).toList();
    }
}
