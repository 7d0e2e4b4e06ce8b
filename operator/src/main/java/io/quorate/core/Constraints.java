package io.quorate.core;

import io.quorate.core.Constraint.Kind;
import io.quorate.core.Surroundings.Other;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What groups ask of each other. Who is on a node is read from the node's record, under whose version the allocation is
 * then written: of two groups that decide at the same time one is refused and decides again.
 */
final class Constraints {

    private Constraints() {}

    /** Whether another group must be ready first. */
    static Optional<Refusal> startAfter(GroupState state) {
        return of(state, Kind.START_AFTER).filter(c -> !other(state, c).ready()).findFirst()
                .map(c -> Refusal.of("Start", "WaitsForGroup", "starts after group " + c.group() + ", which "
                        + (other(state, c).exists()
                                ? "is not ready"
                                : "does not exist; create it, or take the constraint out")));
    }

    /** Why not on this owner, for the sake of a required constraint. */
    static Optional<Bar> bar(GroupState state, NodeSight node) {
        return broken(state, node).or(() -> kept(state, node));
    }

    private static Optional<Bar> broken(GroupState state, NodeSight node) {
        if (state.declared().constraints().isEmpty()) {
            return Optional.empty();
        }
        return Stream.concat(of(state, Kind.SAME_NODE), of(state, Kind.DIFFERENT_NODE)).filter(Constraint::required)
                .filter(c -> !keeps(state, c, node)).findFirst().map(c -> switch (c.kind()) {
                    case SAME_NODE -> new Bar("NotWithGroup", "must be on the node of " + c.group() + ", which "
                            + (other(state, c).exists()
                                    ? "is " + other(state, c).node().map(n -> "on " + n).orElse("active nowhere")
                                    : "does not exist; create it, or take the constraint out"));
                    case DIFFERENT_NODE, START_AFTER -> new Bar("GroupIsThere",
                            "must not be with " + c.group() + ", which " + (other(state, c).node().isPresent()
                                    ? "is there"
                                    : "has room there"));
                });
    }

    /** Another group that is there wants to be apart from this one. */
    private static Optional<Bar> kept(GroupState state, NodeSight node) {
        var key = state.declared().key();
        return others(state, node).filter(a -> a.apart().contains(key)).findFirst()
                .map(a -> new Bar("GroupIsThere", a.group() + " is there, and must not be with this group"));
    }

    /** Preferred constraints that this node does not keep; fewer is better. */
    static int unkept(GroupState state, NodeSight node) {
        if (state.declared().constraints().isEmpty()) {
            return 0;
        }
        return (int) Stream.concat(of(state, Kind.SAME_NODE), of(state, Kind.DIFFERENT_NODE))
                .filter(c -> !c.required()).filter(c -> !keeps(state, c, node)).count();
    }

    /** Why the group must leave the node it is active on; of two that must be apart the lesser one goes. */
    static Optional<String> leave(GroupState state, NodeSight node) {
        var follows = of(state, Kind.SAME_NODE).filter(Constraint::required)
                .anyMatch(c -> other(state, c).node().filter(n -> !n.equals(node.name())).isPresent());
        if (follows) {
            return Optional.of("FollowsGroup");
        }
        var key = state.declared().key();
        var apart = Stream.concat(apart(state).stream(), others(state, node)
                .filter(a -> a.apart().contains(key)).map(Allocation::group));
        return apart.anyMatch(g -> other(state, g).node().filter(node.name()::equals).isPresent() && lesser(state, g))
                ? Optional.of("GroupIsThere")
                : Optional.empty();
    }

    private static boolean lesser(GroupState state, String group) {
        var own = state.declared();
        var priority = other(state, group).priority();
        return priority == own.priority() ? group.compareTo(own.key()) < 0 : priority > own.priority();
    }

    /** Groups that this one does not want beside it: told in its allocation. */
    static List<String> apart(GroupState state) {
        return of(state, Kind.DIFFERENT_NODE).filter(Constraint::required).map(Constraint::group).sorted().toList();
    }

    private static boolean keeps(GroupState state, Constraint constraint, NodeSight node) {
        var there = other(state, constraint).node().filter(node.name()::equals).isPresent();
        return switch (constraint.kind()) {
            case SAME_NODE -> there;
            case DIFFERENT_NODE ->
                !there && others(state, node).noneMatch(a -> a.group().equals(constraint.group()));
            case START_AFTER -> true;
        };
    }

    private static Stream<Allocation> others(GroupState state, NodeSight node) {
        return node.record().stream().flatMap(r -> r.allocations().stream())
                .filter(a -> !a.groupUid().equals(state.declared().uid()));
    }

    private static Stream<Constraint> of(GroupState state, Kind kind) {
        return state.declared().constraints().stream().filter(c -> c.kind() == kind);
    }

    private static Other other(GroupState state, Constraint constraint) { return other(state, constraint.group()); }

    private static Other other(GroupState state, String group) { return state.surroundings().other(group); }
}
