package io.quorate.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who comes next: the owners in the user's order, each with why it could or could not become active, and the choice. */
final class Succession {

    private Succession() {}

    static List<Owner> of(GroupState state, GroupRecord record, List<String> list) {
        var owners = new ArrayList<Owner>();
        for (var name : list) {
            owners.add(owner(state, record, state.node(name)));
        }
        return List.copyOf(owners);
    }

    private static Owner owner(GroupState state, GroupRecord record, NodeSight node) {
        var standing = node.standing(state.grace());
        if (standing != Standing.ONLINE) {
            return impossible(node, false, new Bar(standing.reason(), standing.words() + boot(node)));
        }
        if (record.held().filter(c -> c.node().equals(node.name())).isPresent()) {
            return new Owner(node.name(), true, Owner.TakeOver.ACTIVE, "Claimed", "");
        }
        return bar(state, record, node).map(b -> impossible(node, true, b))
                .or(() -> Flapping.of(state, node.name(), "").map(f -> new Owner(node.name(), true,
                        Owner.TakeOver.READY, f.reason(), f.message())))
                .orElse(new Owner(node.name(), true, Owner.TakeOver.READY, "Eligible", ""));
    }

    /** The first reason against an online owner. */
    private static Optional<Bar> bar(GroupState state, GroupRecord record, NodeSight node) {
        return First.of(() -> unfit(state, node), () -> avoided(state, record, node),
                () -> Relocations.bar(state, node),
                () -> Startup.bar(state, record, node), () -> stays(state, record, node), () -> barrier(node),
                () -> Constraints.bar(state, node), () -> Capacity.bar(state, node));
    }

    /** Why nothing may be started on an online node, claimed or not. */
    static Optional<Bar> unfit(GroupState state, NodeSight node) {
        // The group may wait longer before it believes in a loss; it is no reason to start on a node that is down.
        return First.of(
                () -> node.silent(state.downAfter())
                        ? Optional.of(new Bar(Standing.SILENT.reason(),
                                "Lease silent, for less than the grace period" + boot(node)))
                        : Optional.empty(),
                () -> node.cordoned()
                        ? Optional.of(new Bar("Cordoned", "cordoned: votes, but is not made active"))
                        : Optional.empty(),
                () -> switch (node.outOfService()) {
                    case ABSENT -> Optional.empty();
                    case OWN ->
                        Optional.of(new Bar("OutOfService", "carries the taint node.kubernetes.io/out-of-service"
                                + " since it was fenced; it goes when the node has booted and its volumes are detached"));
                    case UNCONTRADICTED, CONTRADICTED -> Optional.of(new Bar("OutOfService",
                            "carries the taint node.kubernetes.io/out-of-service; remove it once the node serves again"));
                },
                () -> fenced(node));
    }

    private static Optional<Bar> fenced(NodeSight node) {
        var asked = node.record()
                .filter(r -> !r.fencedBoot().isEmpty() && r.fencedBoot().equals(node.machine().bootId()));
        return node.fencedNow().map(FenceSight::name).or(() -> asked.map(NodeRecord::fencedBoot))
                .map(f -> new Bar("Fenced",
                        "a fence of its present boot stands (" + f + "); it serves after its next boot"));
    }

    private static Optional<Bar> avoided(GroupState state, GroupRecord record, NodeSight node) {
        return Relocations.tries(state, record, node.name())
                ? Optional.empty()
                : record.avoided().stream()
                        .filter(a -> a.node().equals(node.name()) && a.until().isAfter(state.now())).findFirst()
                        .map(a -> new Bar("Avoided", a.reason() + "; avoided until " + a.until()));
    }

    /** Under {@code Never} the group waits for the node that it was active on. */
    private static Optional<Bar> stays(GroupState state, GroupRecord record, NodeSight node) {
        var last = record.claim().map(Claim::node);
        return state.declared().failover().kind() == FailoverPolicy.Kind.NEVER && !Startup.next(record)
                && last.filter(state.declared()::lists).filter(n -> !n.equals(node.name())).isPresent()
                && !Relocations.target(state, node.name())
                        ? Optional
                                .of(new Bar("FailoverNever", "the group waits for " + last.get() + " (failover Never)"))
                        : Optional.empty();
    }

    private static Optional<Bar> barrier(NodeSight node) {
        return node.room().barriers().stream().findFirst().map(b -> new Bar("NotSchedulable", b));
    }

    /**
     * The owner to become active, of those that can: as a relocation asks, then one that does not flap, then with the
     * fewest preferred constraints not kept, then by policy.
     */
    static Optional<String> choice(GroupState state, GroupRecord record, List<Owner> owners) {
        var goingBack = record.held().isEmpty()
                && record.claim().filter(c -> c.reason().equals(Failback.REASON)).isPresent();
        var leastLoaded = state.declared().failover().kind() == FailoverPolicy.Kind.LEAST_LOADED
                && !Startup.next(record) && !goingBack;
        var order = Comparator.<String>comparingInt(n -> Relocations.target(state, n) ? 0 : 1)
                .thenComparingInt(n -> Flapping.of(state, n, "").isPresent() ? 1 : 0)
                .thenComparingInt(n -> Constraints.unkept(state, state.node(n)))
                .thenComparingInt(n -> leastLoaded ? state.node(n).room().load() : 0);
        return owners.stream().filter(o -> o.takeOver() == Owner.TakeOver.READY).map(Owner::node).min(order);
    }

    /** Why a group that is to start does not start on an earlier owner that could take it as well. */
    static List<Refusal> passedOver(Situation s) {
        var chosen = s.record().held().isPresent() ? Optional.<String>empty() : s.successor();
        return chosen.stream().flatMap(c -> s.owners().stream().map(Owner::node).takeWhile(n -> !n.equals(c))
                .filter(s::ready).map(n -> passedOver(s.state(), n, c))).toList();
    }

    private static Refusal passedOver(GroupState state, String node, String chosen) {
        var what = "Start on " + node;
        if (Relocations.target(state, chosen)) {
            return Refusal.of(what, "Relocation", "a relocation asks for " + chosen);
        }
        var flapping = Flapping.of(state, node, what);
        if (flapping.isPresent() && Flapping.of(state, chosen, what).isEmpty()) {
            return flapping.get();
        }
        if (Constraints.unkept(state, state.node(chosen)) < Constraints.unkept(state, state.node(node))) {
            return Refusal.of(what, "LessPreferred", chosen + " keeps more of the preferred constraints");
        }
        return Refusal.of(what, "MoreLoaded", percent(state, node) + " of " + node + " is requested by others, "
                + percent(state, chosen) + " of " + chosen);
    }

    private static String percent(GroupState state, String node) {
        return Math.round(state.node(node).room().load() / 10.0) + " %";
    }

    private static String boot(NodeSight node) {
        return node.exists() && !node.machine().bootId().isEmpty() ? "; boot id " + node.machine().bootId() : "";
    }

    private static Owner impossible(NodeSight node, boolean counted, Bar bar) {
        return new Owner(node.name(), counted, Owner.TakeOver.IMPOSSIBLE, bar.reason(), bar.message());
    }
}
