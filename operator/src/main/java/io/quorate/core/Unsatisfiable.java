package io.quorate.core;

import io.quorate.core.Constraint.Kind;
import io.quorate.core.Surroundings.Other;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What no order of events can satisfy: groups that wait for each other, and groups that must be on one node of which one
 * refuses another, or that have no owner in common.
 */
final class Unsatisfiable {

    private static final String REMEDY = "; take one of these out of spec.constraints";

    private Unsatisfiable() {}

    /** Why the group can never start, as its constraints and those of the others are. */
    static Optional<String> why(GroupState state) {
        if (state.declared().constraints().isEmpty()) {
            return Optional.empty();
        }
        return circle(state, List.of(state.declared().key()))
                .map(c -> "waits for itself: " + String.join(" for ", c) + REMEDY).or(() -> together(state));
    }

    /** A way from the group back to itself, by those that each waits for. */
    private static Optional<List<String>> circle(GroupState state, List<String> way) {
        for (var next : constraints(state, way.getLast()).filter(Constraint::waits).map(Constraint::group).toList()) {
            var longer = Stream.concat(way.stream(), Stream.of(next)).toList();
            var found = next.equals(way.getFirst())
                    ? Optional.of(longer)
                    : way.contains(next) ? Optional.<List<String>>empty() : circle(state, longer);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> together(GroupState state) {
        var one = one(state);
        if (one.size() == 1) {
            return Optional.empty();
        }
        var others = one.stream().skip(1).collect(Collectors.joining(" and "));
        for (var group : one) {
            var refused = constraints(state, group).filter(c -> c.kind() == Kind.DIFFERENT_NODE && c.required())
                    .map(Constraint::group).filter(one::contains).findFirst();
            if (refused.isPresent()) {
                return Optional.of("must be on the node of " + others + ", and " + group + " must not be with "
                        + refused.get() + REMEDY);
            }
        }
        return common(state, one).isEmpty()
                ? Optional.of("must be on the node of " + others + ", and no node is an owner of all of them; name one"
                        + " in spec.nodes of each")
                : Optional.empty();
    }

    /** The group, and all that must be on one node with it since it, or one of them, must be where another is. */
    private static Set<String> one(GroupState state) {
        var one = new LinkedHashSet<String>();
        var next = new ArrayList<>(List.of(state.declared().key()));
        while (!next.isEmpty()) {
            var group = next.removeFirst();
            if (one.add(group)) {
                constraints(state, group).filter(c -> c.kind() == Kind.SAME_NODE && c.required())
                        .map(Constraint::group).forEach(next::add);
            }
        }
        return one;
    }

    private static Set<String> common(GroupState state, Set<String> groups) {
        var common = new HashSet<>(state.declared().nodes());
        groups.stream().map(state.surroundings()::other).filter(Other::exists)
                .forEach(o -> common.retainAll(o.nodes()));
        return common;
    }

    private static Stream<Constraint> constraints(GroupState state, String group) {
        return group.equals(state.declared().key())
                ? state.declared().constraints().stream()
                : state.surroundings().other(group).constraints().stream();
    }
}
