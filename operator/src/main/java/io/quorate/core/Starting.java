package io.quorate.core;

import java.util.List;
import java.util.Optional;

/**
 * The next step towards an active instance: hold, allot, claim and admit, open; one at a time, each durable before the
 * next. Nothing here happens unless the group is quorate and everything earlier is proven stopped.
 */
final class Starting {

    private Starting() {}

    static List<Step> steps(Situation s) {
        if (!s.quorum().yes() || s.contradictory()) {
            return List.of();
        }
        return switch (s.record().unsettled().size()) {
            case 0 -> s.strangers().isEmpty() ? begin(s) : adopt(s);
            case 1 -> s.strangers().isEmpty() ? goOn(s, s.record().unsettled().getFirst()) : List.of();
            default -> List.of();
        };
    }

    private static List<Step> begin(Situation s) {
        if (!(s.state().workload() instanceof Workload.Valid) || s.candidates().size() != 1) {
            return List.of();
        }
        var pod = s.candidates().getFirst();
        if (!pod.otherGates().isEmpty()) {
            return List.of();
        }
        var held = s.record().held();
        var target = held.map(Claim::node).filter(n -> serves(s, n))
                .or(() -> held.isPresent() ? Optional.empty() : s.successor());
        if (target.isEmpty()) {
            return List.of();
        }
        if (!pod.held()) {
            return List.of(new Step.HoldPod(pod, "before it is admitted"));
        }
        var node = s.state().node(target.get());
        if (held.isPresent()) {
            return List.of(new Step.WriteRecord(pruned(s).admit(instance(pod, held.get())),
                    "Admitted: successor on " + node.name()));
        }
        return claim(s, pod, node, why(s));
    }

    /** Adoption: a database that runs already comes under the group where it runs, without a restart. */
    private static List<Step> adopt(Situation s) {
        var pod = s.strangers().getFirst();
        var node = pod.node().filter(n -> s.declared().nodes().contains(n) && s.online(n));
        if (s.strangers().size() > 1 || node.isEmpty() || pod.deleted() || pod.terminal()
                || !(s.state().workload() instanceof Workload.Valid)) {
            return List.of();
        }
        return claim(s, pod, s.state().node(node.get()), new Why(Decided.Action.Adopt, "RunsAlready"));
    }

    private record Why(Decided.Action action, String reason) {}

    private static Why why(Situation s) {
        var before = s.record().claim();
        if (before.isEmpty()) {
            return new Why(Decided.Action.Start, "FirstEligibleOwner");
        }
        return switch (before.get().reason()) {
            case "QuorumLost" -> new Why(Decided.Action.Resume, "QuorumRestored");
            case "OwnerRemoved", "Cordoned" -> new Why(Decided.Action.Move, before.get().reason());
            default -> new Why(Decided.Action.Failover, before.get().reason());
        };
    }

    private static List<Step> claim(Situation s, PodSight pod, NodeSight node, Why why) {
        var declared = s.declared();
        var epoch = s.record().epoch() + 1;
        var allotted = node.record().flatMap(r -> r.allocationOf(declared.uid())).filter(a -> a.epoch() == epoch);
        if (allotted.isEmpty()) {
            return allot(s, pod, node, epoch);
        }
        var now = s.state().now();
        var claim = new Claim(epoch, node.name(), node.machine(), Claim.State.HELD, now, why.reason());
        var before = s.record().claim();
        var proof = s.record().instances().stream().flatMap(i -> i.evidence().stream()).reduce((a, b) -> b);
        var entry = new Decided(epoch, now, why.action(), before.map(Claim::node).orElse(""), node.name(), why.reason(),
                proof.map(e -> e.kind().name()).orElse(""));
        var next = pruned(s).decided(epoch, declared.nodes(), claim, entry).admit(instance(pod, claim));
        return List.of(new Step.WriteRecord(next,
                why.action() + ": " + node.name() + " under epoch " + epoch + " (" + why.reason() + ")"));
    }

    private static List<Step> allot(Situation s, PodSight pod, NodeSight node, long epoch) {
        return node.record().<List<Step>>map(r -> List.of(new Step.WriteNodeRecord(
                r.allot(new Allocation(s.declared().key(), s.declared().uid(), epoch, pod.requests())),
                "room for epoch " + epoch))).orElse(List.of());
    }

    private static List<Step> goOn(Situation s, Instance instance) {
        var pod = s.pod(instance).filter(p -> !p.deleted());
        var claim = s.record().held().filter(c -> c.epoch() == instance.epoch() && c.node().equals(instance.node()));
        if (pod.isEmpty() || claim.isEmpty()) {
            return List.of();
        }
        if (!pod.get().gate()) {
            return pod.get().held() && pod.get().epoch().isPresent()
                    ? List.of()
                    : List.of(new Step.StampPod(pod.get(), claim.get().epoch(),
                            "runs under epoch " + claim.get().epoch()));
        }
        if (!(s.state().workload() instanceof Workload.Valid) || !pod.get().otherGates().isEmpty()
                || !serves(s, claim.get().node())) {
            return List.of();
        }
        if (!pod.get().held()) {
            return List.of(new Step.HoldPod(pod.get(), "its finalizer is missing"));
        }
        var node = s.state().node(claim.get().node());
        var allotted = node.record().flatMap(r -> r.allocationOf(s.declared().uid()));
        if (allotted.filter(a -> a.epoch() == claim.get().epoch()).isEmpty()) {
            return allot(s, pod.get(), node, claim.get().epoch());
        }
        return List.of(new Step.OpenGate(pod.get(), node.name(), claim.get().epoch(),
                "claimed under epoch " + claim.get().epoch()));
    }

    /** Whether an instance may be started on the claimed node. */
    private static boolean serves(Situation s, String name) {
        return s.node(name).filter(n -> s.online(name) && !n.silent(s.state().downAfter()) && !n.cordoned()
                && n.outOfService() == OutOfService.ABSENT).isPresent();
    }

    private static Instance instance(PodSight pod, Claim claim) {
        return Instance.admitted(Planner.RESOURCE, pod, claim.node(), claim.machine(), claim.epoch());
    }

    /** Settled instances leave with the next decision, once their objects are gone. */
    private static GroupRecord pruned(Situation s) {
        return s.record().withInstances(
                s.record().instances().stream().filter(i -> !i.settled() || s.pod(i).isPresent()).toList());
    }
}
