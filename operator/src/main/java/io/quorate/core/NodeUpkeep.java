package io.quorate.core;

import java.util.List;
import java.util.Optional;

/** Keeps the records of the group's owners true: up or down, boot, who lists the node. */
final class NodeUpkeep {

    private NodeUpkeep() {}

    static List<Step> steps(Situation s) {
        return s.declared().nodes().stream().map(s.state()::node).flatMap(n -> step(s, n).stream()).toList();
    }

    private static Optional<Step> step(Situation s, NodeSight node) {
        var standing = node.standing(s.state().downAfter());
        if (node.record().isEmpty() && (standing.undecided() || !node.exists())) {
            return Optional.empty();
        }
        var before = node.record()
                .orElse(new NodeRecord(node.name(), "", NodeRecord.Recovery.DOWN, "", "", s.state().now(),
                        List.of(), List.of()));
        var recovery = standing.undecided()
                ? before.recovery()
                : standing == Standing.ONLINE ? NodeRecord.Recovery.UP : NodeRecord.Recovery.DOWN;
        var boot = node.exists() ? node.machine().bootId() : before.bootId();
        var uid = node.exists() ? node.machine().nodeUid() : before.nodeUid();
        var contradicted = node.outOfService() == OutOfService.CONTRADICTED
                ? boot
                : node.outOfService() == OutOfService.ABSENT ? "" : before.contradictedBoot();
        var since = recovery == before.recovery() && node.record().isPresent() ? before.since() : s.state().now();
        var next = new NodeRecord(node.name(), uid, recovery, boot, contradicted, since, before.groups(),
                before.allocations()).listedBy(s.declared().key());
        return next.equals(before)
                ? Optional.empty()
                : Optional.of(new Step.WriteNodeRecord(next,
                        node.name() + " is " + recovery.name().toLowerCase(java.util.Locale.ROOT)));
    }

    /** Allocations that no claim of the group backs any more. */
    static List<Step> withdrawals(Situation s) {
        var uid = s.declared().uid();
        return s.state().nodes().values().stream().flatMap(n -> n.record().stream())
                .filter(r -> r.allocationOf(uid).filter(a -> a.epoch() <= s.record().epoch()).isPresent())
                .filter(r -> s.record().held().filter(c -> c.node().equals(r.node())).isEmpty())
                .filter(r -> s.record().unsettled().stream().noneMatch(i -> i.node().equals(r.node())))
                .<Step>map(r -> new Step.WriteNodeRecord(r.withdraw(uid), "no longer claimed")).toList();
    }
}
