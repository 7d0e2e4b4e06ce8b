package io.quorate.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the held claim stays. To release it starts nothing: what runs under it is then stopped, and the next claim
 * waits until that is proven.
 */
final class Tenure {

    /** How long a node is avoided on which the pod could not be scheduled. */
    static final Duration AVOID_UNSCHEDULABLE = Duration.ofMinutes(5);

    static final String BARE = "nothing would make the pod anew: run it under a StatefulSet, Deployment or Job";

    private Tenure() {}

    static GroupRecord of(Situation s) {
        var record = s.record();
        if (record.held().isEmpty()) {
            return record;
        }
        var claim = record.held().get();
        if (s.declared().run() == Declaration.Run.STOPPED) {
            return release(s, "Stopped");
        }
        if (s.quorum().no()) {
            return s.declared().quorum().onLoss() == QuorumPolicy.OnLoss.SUSPEND ? release(s, "QuorumLost") : record;
        }
        if (!s.quorum().yes()) {
            return record;
        }
        if (OwnerChange.refusal(s).isPresent()) {
            // Nobody could follow: what runs goes on, or may return.
            return record;
        }
        if (Adoption.node(s).isPresent()) {
            // Something else runs in its place, alone: it gets a claim of its own.
            return release(s, "RunsAlready");
        }
        var idle = record.unsettled().stream().allMatch(i -> revocable(s, i));
        if (!s.list().contains(claim.node())) {
            return idle || s.successor().isPresent() ? release(s, "OwnerRemoved") : record;
        }
        var node = s.state().node(claim.node());
        var standing = node.standing(s.state().grace());
        return switch (standing) {
            case SILENT, NO_NODE ->
                s.successor().isPresent() && (idle || s.provable(node)) ? release(s, standing.reason()) : record;
            // It is heard of: of all evidence only a fence can come.
            case NOT_READY -> s.successor().isPresent()
                    && (idle || node.fenceable() && s.declared().accepts(Evidence.Kind.NodeFenced))
                            ? release(s, standing.reason())
                            : record;
            case SUSPECT, UNPROVEN, TOGETHER -> record;
            case ONLINE -> online(s, claim, node, idle);
        };
    }

    private static GroupRecord release(Situation s, String why) { return s.record().release(why, s.state().now()); }

    /** Not bound to a node yet: its deletion alone proves that it never runs. */
    private static boolean revocable(Situation s, Instance instance) {
        return s.pod(instance).filter(p -> p.node().isEmpty()).isPresent();
    }

    private static GroupRecord online(Situation s, Claim claim, NodeSight node, boolean idle) {
        var record = s.record();
        if (!node.machine().sameMachine(claim.machine())) {
            return idle ? release(s, "MachineReplaced") : record;
        }
        if (idle && (node.cordoned() || node.outOfService() != OutOfService.ABSENT)) {
            return s.successor().isPresent() ? release(s, node.cordoned() ? "Cordoned" : "OutOfService") : record;
        }
        var stuck = record.unsettled().stream().filter(i -> s.pod(i)
                .filter(p -> p.unschedulable() && p.node().isEmpty() && !p.deleted()).isPresent()).findFirst();
        if (stuck.isPresent()) {
            return release(s, "Unschedulable").avoid(new Avoidance(node.name(),
                    s.state().now().plus(AVOID_UNSCHEDULABLE),
                    "Unschedulable: " + s.pod(stuck.get()).map(PodSight::trouble).orElse("")));
        }
        // The only copy is not stopped for order's sake.
        var left = s.bare()
                ? Optional.<GroupRecord>empty()
                : First.<GroupRecord>of(() -> failing(s, node), () -> slow(s), () -> planned(s, claim));
        return left
                .orElse(node.machine().equals(claim.machine()) ? record : record.withClaim(claim.on(node.machine())));
    }

    /** Too many failures, and somewhere else to go. */
    private static Optional<GroupRecord> failing(Situation s, NodeSight node) {
        return ApplicationFailures.tooMany(s, s.record(), node.name()).filter(f -> s.successor().isPresent())
                .map(f -> ApplicationFailures.left(s, s.record(), f));
    }

    private static Optional<GroupRecord> slow(Situation s) {
        return s.record().unsettled().stream().filter(i -> StartTimeout.over(s, i)).findFirst()
                .filter(i -> s.successor().isPresent())
                .map(i -> release(s, StartTimeout.REASON).avoid(StartTimeout.avoidance(s, i, "StartTimeout: " + i.pod()
                        + " was not ready in time" + s.pod(i).map(PodSight::trouble).filter(t -> !t.isEmpty())
                                .map(t -> ", " + t).orElse(""))));
    }

    /** Why the group ought to be on another node. */
    private static Optional<String> due(Situation s, String node) {
        return Relocations.leave(s, node)
                ? Optional.of("Relocation")
                : Constraints.leave(s.state(), s.state().node(node));
    }

    /** What would keep the group from starting elsewhere: then it does not leave for order's sake. */
    static Optional<Refusal> inTheWay(Situation s) {
        return Hindrances.refusal(s).or(() -> s.bare()
                ? Optional.of(Refusal.of("Start", "NoController", BARE))
                : Optional.empty()).or(() -> Constraints.startAfter(s.state())).or(() -> s.successor().isPresent()
                        ? Optional.empty()
                        : Optional.of(Refusal.of("Start", "NoEligibleOwner", Hindrances.nobody(s))));
    }

    /** Why a move that is due is not made, or a node not left on which the group fails. */
    static Optional<Refusal> refusal(Situation s) {
        var node = s.record().held().map(Claim::node).filter(s::online);
        var failed = node.flatMap(n -> failed(s, n)).filter(why -> s.successor().isEmpty())
                .map(why -> Refusal.of("Move (" + why + ")", "NoEligibleOwner", Hindrances.nobody(s)));
        return failed.or(() -> node.flatMap(n -> due(s, n)).flatMap(why -> inTheWay(s)
                .map(r -> new Refusal("Move (" + why + ")", r.reason(), r.message(), r.until()))));
    }

    private static Optional<String> failed(Situation s, String node) {
        return ApplicationFailures.tooMany(s, s.record(), node).map(f -> ApplicationFailures.REASON)
                .or(() -> s.record().unsettled().stream().filter(i -> StartTimeout.over(s, i)).findFirst()
                        .map(i -> StartTimeout.REASON));
    }

    /** What is done for order's sake, and only while nothing else is under way. */
    private static Optional<GroupRecord> planned(Situation s, Claim claim) {
        var calm = s.record().unsettled().stream().allMatch(i -> s.record().rightful(i)
                && s.pod(i).filter(p -> !p.deleted()).isPresent());
        if (!calm || inTheWay(s).isPresent()) {
            return Optional.empty();
        }
        return due(s, claim.node()).map(why -> release(s, why))
                .or(() -> Failback.target(s, claim.node()).filter(t -> Failback.refusal(s, t).isEmpty())
                        .map(t -> release(s, Failback.REASON)));
    }
}
