package io.quorate.core;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
        var doubtful = s.record().unsettled().stream().map(Instance::node)
                .filter(n -> s.node(n).flatMap(NodeSight::record).isPresent());
        return Stream.concat(owners.stream(), doubtful).distinct().map(s.state()::node)
                .flatMap(n -> step(s, n, owners.contains(n.name())).stream()).toList();
    }

    private static Optional<Step> step(Situation s, NodeSight node, boolean owner) {
        var standing = node.standing(s.state().downAfter());
        if (node.record().isEmpty() && (standing.undecided() || !node.exists())) {
            return Optional.empty();
        }
        var before = node.record().orElse(new NodeRecord(node.name(), "", NodeRecord.Recovery.DOWN, "", "", "",
                s.state().now(), List.of(), List.of()));
        var recovery = standing.undecided()
                ? before.recovery()
                : standing == Standing.ONLINE ? NodeRecord.Recovery.UP : NodeRecord.Recovery.DOWN;
        var boot = node.exists() ? node.machine().bootId() : before.bootId();
        var next = new NodeRecord(node.name(), node.exists() ? node.machine().nodeUid() : before.nodeUid(), recovery,
                boot, contradicted(node, before), boot.equals(before.fencedBoot()) ? before.fencedBoot() : "",
                since(s, node, recovery, boot, before), before.groups(), before.allocations());
        if (owner) {
            next = next.listedBy(s.declared().key());
        }
        return next.equals(before)
                ? Optional.empty()
                : Optional.of(new Step.WriteNodeRecord(next,
                        node.name() + " is " + recovery.name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static String contradicted(NodeSight node, NodeRecord before) {
        return switch (node.outOfService()) {
            case CONTRADICTED -> node.machine().bootId();
            case ABSENT -> "";
            case UNCONTRADICTED -> before.contradictedBoot();
        };
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
                .flatMap(r -> withdrawal(s, r).stream()).toList();
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
