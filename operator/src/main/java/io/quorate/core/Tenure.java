package io.quorate.core;

import java.time.Duration;

/**
 * Whether the held claim stays. To release it starts nothing: what runs under it is then stopped, and the next claim
 * waits until that is proven.
 */
final class Tenure {

    /** How long a node is avoided on which the pod could not be scheduled. */
    static final Duration AVOID_UNSCHEDULABLE = Duration.ofMinutes(5);

    private Tenure() {}

    static GroupRecord of(Situation s) {
        var record = s.record();
        if (record.held().isEmpty()) {
            return record;
        }
        var claim = record.held().get();
        if (s.quorum().no()) {
            return s.declared().onLoss() == Declaration.OnLoss.SUSPEND ? record.release("QuorumLost") : record;
        }
        if (!s.quorum().yes()) {
            return record;
        }
        var idle = record.unsettled().stream().allMatch(i -> revocable(s, i));
        if (!s.declared().nodes().contains(claim.node())) {
            return idle || s.successor().isPresent() ? record.release("OwnerRemoved") : record;
        }
        var node = s.state().node(claim.node());
        var standing = node.standing(s.state().grace());
        return switch (standing) {
            case SILENT, NO_NODE -> idle || offAndReplaceable(s, node) ? record.release(standing.reason()) : record;
            case NOT_READY -> idle ? record.release(standing.reason()) : record;
            case SUSPECT, UNPROVEN -> record;
            case ONLINE -> online(s, claim, node, idle);
        };
    }

    /** Not bound to a node yet: its deletion alone proves that it never runs. */
    private static boolean revocable(Situation s, Instance instance) {
        return s.pod(instance).filter(p -> p.node().isEmpty()).isPresent();
    }

    private static boolean offAndReplaceable(Situation s, NodeSight node) {
        return s.declaredOff(node) && s.successor().isPresent();
    }

    private static GroupRecord online(Situation s, Claim claim, NodeSight node, boolean idle) {
        var record = s.record();
        if (!node.machine().sameMachine(claim.machine())) {
            return idle ? record.release("MachineReplaced") : record;
        }
        if (idle && (node.cordoned() || node.outOfService() != OutOfService.ABSENT)) {
            return s.successor().isPresent() ? record.release(node.cordoned() ? "Cordoned" : "OutOfService") : record;
        }
        var stuck = record.unsettled().stream().flatMap(i -> s.pod(i).stream())
                .filter(p -> p.unschedulable() && p.node().isEmpty() && !p.deleted()).findFirst();
        if (stuck.isPresent()) {
            return record.release("Unschedulable").avoid(new Avoidance(node.name(),
                    s.state().now().plus(AVOID_UNSCHEDULABLE), "Unschedulable: " + stuck.get().trouble()));
        }
        return node.machine().equals(claim.machine()) ? record : record.withClaim(claim.on(node.machine()));
    }
}
