package io.quorate.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
        var wanted = new TreeMap<String, Set<String>>();
        s.record().unsettled().stream().filter(i -> needed(s, i))
                .forEach(i -> wanted.computeIfAbsent(i.node(), n -> new TreeSet<>()).add(i.podUid()));
        var steps = new ArrayList<Step>();
        wanted.forEach((name, uids) -> {
            var node = s.state().node(name);
            node.fences().stream().filter(f -> f.machine().equals(node.machine()))
                    .forEach(f -> uids.removeAll(f.covers()));
            if (node.fenceable() && node.exists() && !uids.isEmpty()) {
                steps.addAll(ask(s, node, uids));
            }
        });
        return steps;
    }

    private static List<Step> ask(Situation s, NodeSight node, Set<String> uids) {
        var boot = node.machine().bootId();
        var noted = node.record().filter(r -> !r.fencedBoot().equals(boot));
        // Noted first, under the node record's version: a claim on the node in this boot then fails.
        return noted.isPresent()
                ? List.of(new Step.WriteNodeRecord(noted.get().fencing(boot), "about to be fenced"))
                : List.of(new Step.AskFence(node.name(), node.machine(), uids, why(s, node)));
    }

    private static String why(Situation s, NodeSight node) {
        return s.lost(node.name()) ? node.standing(s.state().grace()).reason() : "StopOverdue";
    }

    private static boolean needed(Situation s, Instance instance) {
        var deleted = s.pod(instance).map(PodSight::deleted).orElse(true);
        return deleted && !instance.found()
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
