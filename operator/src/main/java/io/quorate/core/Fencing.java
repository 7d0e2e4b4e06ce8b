package io.quorate.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks for a fence of a node: the smallest way first. What was not deleted is deleted before; what stops by itself in
 * time needs none.
 */
final class Fencing {

    private Fencing() {}

    static List<Step> steps(Situation s) {
        if (!s.declared().accepts(Evidence.Kind.NodeFenced)) {
            return List.of();
        }
        return s.state().nodes().values().stream().sorted(Comparator.comparing(NodeSight::name))
                .filter(n -> wanted(s, n)).flatMap(n -> ask(s, n, uncovered(s, n)).stream()).toList();
    }

    /** Whether the group is about to ask for a fence of this boot of the node. */
    static boolean wanted(Situation s, NodeSight node) {
        return settledDown(s, node) && s.declared().accepts(Evidence.Kind.NodeFenced) && node.fenceable()
                && !uncovered(s, node).isEmpty();
    }

    /** Who deletes a Node object may have it registered anew: its machine is not switched off for that at once. */
    private static boolean settledDown(Situation s, NodeSight node) {
        return node.exists() || node.record().filter(r -> r.recovery() == NodeRecord.Recovery.DOWN)
                .filter(r -> !r.since().plus(s.state().grace()).isAfter(s.state().now())).isPresent();
    }

    /** What has to be proven there. */
    private static List<Instance> doubtful(Situation s, NodeSight node) {
        return s.record().unsettled().stream().filter(i -> i.node().equals(node.name()) && needed(s, i)).toList();
    }

    /** The machine to be fenced: the one that is there, or, without a Node object, the one that was let through to. */
    private static Optional<Machine> machine(Situation s, NodeSight node) {
        return node.exists()
                ? Optional.of(node.machine())
                : doubtful(s, node).stream().map(Instance::machine).filter(m -> !m.bootId().isEmpty()).findFirst();
    }

    /** What has to be proven of that machine, and no fence of its boot speaks of. */
    private static Set<String> uncovered(Situation s, NodeSight node) {
        var machine = machine(s, node);
        var uids = new TreeSet<String>();
        doubtful(s, node).stream().filter(i -> node.exists() || machine.filter(i.machine()::equals).isPresent())
                .forEach(i -> uids.add(i.podUid()));
        node.fences().stream().filter(f -> machine.filter(f.machine()::equals).isPresent())
                .forEach(f -> uids.removeAll(f.covers()));
        return uids;
    }

    private static List<Step> ask(Situation s, NodeSight node, Set<String> uids) {
        var machine = machine(s, node).orElseThrow();
        var boot = machine.bootId();
        var noted = node.record().filter(r -> r.bootId().equals(boot) && !r.fencedBoot().equals(boot));
        // Noted first, under the node record's version: a claim on the node in this boot then fails. A boot that is over
        // is claimed by nobody.
        return noted.isPresent()
                ? List.of(new Step.WriteNodeRecord(noted.get().fencing(boot), "about to be fenced"))
                : List.of(new Step.AskFence(node.name(), machine, uids, s.declared().priority(),
                        why(s, node)));
    }

    private static String why(Situation s, NodeSight node) {
        return s.lost(node.name()) ? node.standing(s.state().grace()).reason() : "StopOverdue";
    }

    /** Whether nothing but a fence will prove its end. */
    static boolean needed(Situation s, Instance instance) {
        var deleted = s.pod(instance).map(PodSight::deleted).orElse(true);
        return deleted
                && (s.lost(instance.node()) && instance.bootAtDelete().isPresent() || overdue(s, instance));
    }

    /** The node answers, and the stop does not come to an end. */
    static boolean overdue(Situation s, Instance instance) {
        return !instance.settled() && deadline(s, instance).filter(d -> !d.isAfter(s.state().now())).isPresent();
    }

    /** A pod's deletionTimestamp is when its grace period ends. */
    static Optional<Instant> deadline(Situation s, Instance instance) {
        return s.pod(instance).flatMap(PodSight::deletedAt).map(t -> t.plus(s.declared().fencing().stopTimeout()));
    }

    /** What keeps a fence from being evidence yet, in words. */
    static String progress(NodeSight node, Instance instance) {
        return covering(node, instance).map(f -> f.name() + " " + f.state().name().toLowerCase(Locale.ROOT)
                + (f.message().isEmpty() ? "" : ": " + f.message())).collect(Collectors.joining(", "));
    }

    /** Whether one may yet become evidence, or is about to. */
    static boolean underWay(NodeSight node, Instance instance) {
        return covering(node, instance).anyMatch(f -> f.state() == FenceSight.State.RUNNING
                || f.state() == FenceSight.State.SUCCEEDED);
    }

    private static Stream<FenceSight> covering(NodeSight node, Instance instance) {
        var boot = instance.bootAtDelete().orElse(node.machine().bootId());
        return node.fences().stream().filter(f -> f.covers().contains(instance.podUid()))
                .filter(f -> f.machine().bootId().equals(boot));
    }
}
