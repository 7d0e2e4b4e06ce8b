package io.quorate.core;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps the records of the group's owners true, and of the nodes that left its list with an instance in doubt: up or
 * down, boot, who lists the node.
 */
final class NodeUpkeep {

    private NodeUpkeep() {}

    static List<Step> steps(Situation s) {
        var owners = new LinkedHashSet<>(s.declared().nodes());
        owners.addAll(s.list());
        var gone = gone(s);
        return Stream.concat(owners.stream(), inDoubt(s)).distinct().map(s.state()::node)
                .flatMap(n -> step(s, n, owners.contains(n.name()), gone).stream()).toList();
    }

    /** All that a deleted group still keeps true: what the proof rests on that holds its deletion. */
    static List<Step> doubtful(Situation s) {
        var gone = gone(s);
        return inDoubt(s).distinct().map(s.state()::node).flatMap(n -> step(s, n, false, gone).stream()).toList();
    }

    private static Stream<String> inDoubt(Situation s) {
        return s.record().unsettled().stream().map(Instance::node)
                .filter(n -> s.node(n).flatMap(NodeSight::record).isPresent());
    }

    private static Optional<Step> step(Situation s, NodeSight node, boolean owner, Set<String> gone) {
        var standing = node.standing(s.state().downAfter());
        if (node.record().isEmpty() && (standing.undecided() || !node.exists())) {
            return Optional.empty();
        }
        var before = node.record().orElse(new NodeRecord(node.name(), "", NodeRecord.Recovery.DOWN, "", "", "",
                s.state().now(), List.of(), List.of(), List.of()));
        var recovery = standing.undecided()
                ? before.recovery()
                : standing == Standing.ONLINE ? NodeRecord.Recovery.UP : NodeRecord.Recovery.DOWN;
        var boot = node.exists() ? node.machine().bootId() : before.bootId();
        var key = s.declared().key();
        var next = new NodeRecord(node.name(), node.exists() ? node.machine().nodeUid() : before.nodeUid(), recovery,
                boot, contradicted(node, before), fenced(s, node, boot, before) ? boot : "",
                since(s, node, recovery, boot, before), losses(s, recovery, boot, before),
                without(before.groups(), gone::contains),
                without(before.allocations(), a -> gone(s, key, gone, a)));
        if (owner) {
            next = next.listedBy(key);
        }
        return next.equals(before)
                ? Optional.empty()
                : Optional.of(new Step.WriteNodeRecord(next, next.allocations().equals(before.allocations())
                        ? node.name() + " is " + recovery.name().toLowerCase(Locale.ROOT)
                        : "room of a group that is gone"));
    }

    /** The list itself where nothing is to go: nodes that many groups share are looked at in each plan of each. */
    private static <T> List<T> without(List<T> all, Predicate<T> gone) {
        for (var one : all) {
            if (gone.test(one)) {
                return all.stream().filter(gone.negate()).toList();
            }
        }
        return all;
    }

    /** Known not to exist; a group about which nothing is known may. */
    private static Set<String> gone(Situation s) {
        var gone = new HashSet<String>();
        s.state().surroundings().others().forEach((group, other) -> {
            if (!other.exists()) {
                gone.add(group);
            }
        });
        return gone;
    }

    /** Left behind by a group that is gone, or by an earlier one of this name. */
    private static boolean gone(Situation s, String key, Set<String> gone, Allocation allocation) {
        return allocation.group().equals(key)
                ? !allocation.groupUid().equals(s.declared().uid())
                : gone.contains(allocation.group());
    }

    /** A fence that was never asked for after all, or came to nothing, keeps nobody away from a node that answers. */
    private static boolean fenced(Situation s, NodeSight node, String boot, NodeRecord before) {
        return boot.equals(before.fencedBoot()) && (node.fencedNow().isPresent() || Fencing.wanted(s, node)
                || node.standing(s.state().downAfter()) != Standing.ONLINE);
    }

    private static String contradicted(NodeSight node, NodeRecord before) {
        return switch (node.outOfService()) {
            case CONTRADICTED -> node.machine().bootId();
            case ABSENT, OWN -> "";
            case UNCONTRADICTED -> before.contradictedBoot();
        };
    }

    private static List<Instant> losses(Situation s, NodeRecord.Recovery recovery, String boot, NodeRecord before) {
        var lost = before.recovery() == NodeRecord.Recovery.UP
                && (recovery == NodeRecord.Recovery.DOWN || !boot.equals(before.bootId()));
        return lost ? Flapping.with(before.losses(), s.state().now()) : before.losses();
    }

    /** A node that has booted anew has been up since then: that is what a soak time is counted from. */
    private static Instant since(Situation s, NodeSight node, NodeRecord.Recovery recovery, String boot,
            NodeRecord before) {
        var same = node.record().isPresent() && recovery == before.recovery() && boot.equals(before.bootId());
        return same ? before.since() : s.state().now();
    }

    /** Allocations that no claim of the group backs any more, and the mark of the group on nodes that left its list. */
    static List<Step> withdrawals(Situation s) {
        return s.state().nodes().values().stream().flatMap(n -> n.record().stream())
                .filter(r -> s.record().held().filter(c -> c.node().equals(r.node())).isEmpty())
                .filter(r -> s.record().unsettled().stream().noneMatch(i -> i.node().equals(r.node())))
                .filter(r -> !moves(s, r)).flatMap(r -> withdrawal(s, r).stream()).toList();
    }

    /** What a lost node had allotted tells others whose room to leave free elsewhere, until the group has moved. */
    private static boolean moves(Situation s, NodeRecord lost) {
        return lost.recovery() == NodeRecord.Recovery.DOWN && s.record().held().isEmpty() && s.quorum().yes()
                && s.declared().lists(lost.node()) && s.declared().run() == Declaration.Run.ALWAYS;
    }

    /**
     * Room for a claim that is not made after all must not keep others away. The epoch is given up in the group's record
     * first, so that the claim of a slower operator fails; then the room is withdrawn.
     */
    static List<Step> givenUp(Situation s) {
        var kept = s.record().held().isEmpty() && s.state().nodes().values().stream()
                .flatMap(n -> n.record().flatMap(r -> r.allocationOf(s.declared().uid())).stream())
                .anyMatch(a -> a.epoch() > s.record().epoch());
        return kept
                ? List.of(new Step.WriteRecord(s.record().giveUp(),
                        "GivenUp: nothing is claimed under epoch " + (s.record().epoch() + 1)))
                : List.of();
    }

    private static Optional<Step> withdrawal(Situation s, NodeRecord record) {
        var uid = s.declared().uid();
        var backed = record.allocationOf(uid).filter(a -> a.epoch() > s.record().epoch()).isPresent();
        var kept = backed ? record : record.withdraw(uid);
        var listed = s.declared().lists(record.node()) || s.list().contains(record.node());
        var next = listed ? kept : kept.unlistedBy(s.declared().key());
        return next.equals(record)
                ? Optional.empty()
                : Optional.of(new Step.WriteNodeRecord(next, "no longer claimed"));
    }
}
