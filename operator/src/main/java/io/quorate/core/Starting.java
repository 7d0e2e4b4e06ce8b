package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The next step towards an active group: hold, allot, claim and admit, open; one at a time, each durable before the
 * next. Nothing here happens unless the group is quorate and everything earlier is proven stopped.
 */
final class Starting {

    private Starting() {}

    /** Why a claim is made. */
    record Why(Decided.Action action, String reason) {}

    static List<Step> steps(Situation s) {
        if (Hindrances.refusal(s).isPresent()) {
            return List.of();
        }
        if (Adoption.node(s).isPresent()) {
            return Adoption.steps(s);
        }
        return s.declared().workloads().stream().map(r -> next(s, r)).filter(steps -> !steps.isEmpty()).findFirst()
                .orElse(List.of());
    }

    /** The next step of one resource. */
    private static List<Step> next(Situation s, Resource resource) {
        var unsettled = s.record().unsettled(resource.name());
        if (unsettled.size() > 1 || !Sequence.mayStart(s, resource)) {
            return List.of();
        }
        return unsettled.isEmpty() ? begin(s, resource) : goOn(s, unsettled.getFirst());
    }

    /** Held anew, a pod has another version: what was about to be done with it under a lost record fails. */
    private static Step hold(PodSight pod, String why) {
        return new Step.HoldPod(pod, pod.held() ? "it was held under a record that is lost" : why);
    }

    private static List<Step> begin(Situation s, Resource resource) {
        if (Hindrances.blocked(s, resource).isPresent()) {
            return List.of();
        }
        var held = s.record().held();
        var target = held.map(Claim::node).filter(n -> Hindrances.serves(s, n))
                .or(() -> held.isPresent() ? Optional.empty() : s.successor());
        if (target.isEmpty()) {
            return List.of();
        }
        var pod = Hindrances.candidates(s, resource).getFirst();
        if (!pod.heldNow()) {
            return List.of(hold(pod, "before it is admitted"));
        }
        var node = s.state().node(target.get());
        if (held.isPresent()) {
            return List.of(new Step.WriteRecord(pruned(s).admit(instance(s, pod, held.get())),
                    "Admitted: " + pod.name() + " on " + node.name()));
        }
        return claim(s, node, why(s, node.name()), List.of(pod));
    }

    private static Why why(Situation s, String node) {
        var before = s.record().claim();
        if (before.isEmpty()) {
            return new Why(Decided.Action.Start, "FirstEligibleOwner");
        }
        var reason = before.get().reason();
        var back = s.list().indexOf(node) < s.list().indexOf(before.get().node());
        return switch (reason) {
            case "QuorumLost" -> new Why(Decided.Action.Resume, "QuorumRestored");
            case "Stopped" -> new Why(Decided.Action.Start, "RunAlways");
            case Failback.REASON -> new Why(back ? Decided.Action.Failback : Decided.Action.Start, reason);
            case "OwnerRemoved", "Cordoned", "Relocation", "FollowsGroup", "GroupIsThere" ->
                new Why(Decided.Action.Move, reason);
            default -> new Why(Decided.Action.Failover, reason);
        };
    }

    /** The room first, then the claim, with every instance that is let through under it at once. */
    static List<Step> claim(Situation s, NodeSight node, Why why, List<PodSight> pods) {
        var epoch = s.record().epoch() + 1;
        var allotted = node.record().flatMap(r -> r.allocationOf(s.declared().uid())).filter(a -> a.epoch() == epoch);
        if (allotted.isEmpty()) {
            return allot(s, node, epoch);
        }
        var now = s.state().now();
        var claim = new Claim(epoch, node.name(), node.machine(), Claim.State.HELD, now, why.reason());
        var before = s.record().claim();
        var proof = s.record().instances().stream().flatMap(i -> i.evidence().stream()).reduce((a, b) -> b);
        var entry = new Decided(epoch, now, why.action(), before.map(Claim::node).orElse(""), node.name(), why.reason(),
                proof.map(e -> e.kind().name()).orElse(""), times(s));
        var next = pruned(s).withInstances(i -> i.settled() ? i : i.adopted(epoch, now)).decided(claim, entry);
        for (var pod : pods) {
            next = next.admit(instance(s, pod, claim));
        }
        return List.of(new Step.WriteRecord(next,
                why.action() + ": " + node.name() + " under epoch " + epoch + " (" + why.reason() + ")"));
    }

    /** The node that was left may be heard of again by now; then nothing is known of when it fell silent. */
    private static Times times(Situation s) {
        var before = s.record().claim().filter(c -> c.state() == Claim.State.RELEASED);
        var heard = before.map(Claim::node).filter(s::lost).flatMap(s::node).map(NodeSight::heartbeat)
                .flatMap(h -> h instanceof Heartbeat.Heard(Duration ago)
                        ? Optional.of(s.state().now().minus(ago))
                        : Optional.<Instant>empty());
        return new Times(heard, before.map(c -> s.record().since()), Optional.empty());
    }

    /** The room of the held claim, and whom it keeps away; written again where the node's record does not say so. */
    static List<Step> room(Situation s) {
        var claim = s.record().held().filter(c -> s.node(c.node()).isPresent());
        var apart = Constraints.apart(s.state());
        return claim.filter(c -> s.state().node(c.node()).record()
                .filter(r -> r.allocationOf(s.declared().uid())
                        .filter(a -> a.epoch() == c.epoch() && a.apart().equals(apart)).isEmpty())
                .isPresent()).map(c -> allot(s, s.state().node(c.node()), c.epoch())).orElse(List.of());
    }

    private static List<Step> allot(Situation s, NodeSight node, long epoch) {
        return node.record().<List<Step>>map(r -> List.of(new Step.WriteNodeRecord(
                r.allot(new Allocation(s.declared().key(), s.declared().uid(), epoch, Capacity.asked(s.state()),
                        Constraints.apart(s.state()))),
                "room for epoch " + epoch))).orElse(List.of());
    }

    private static List<Step> goOn(Situation s, Instance instance) {
        var pod = s.pod(instance).filter(p -> !p.deleted());
        // What the held claim did not let through is in the way, and nothing comes as far as this.
        var claim = s.record().held();
        if (pod.isEmpty() || claim.isEmpty()) {
            return List.of();
        }
        if (!pod.get().gate()) {
            return pod.get().held() && pod.get().epoch().equals(OptionalLong.of(claim.get().epoch()))
                    ? List.of()
                    : List.of(shown(s, claim.get(), new Step.StampPod(pod.get(), claim.get().epoch(),
                            "runs under epoch " + claim.get().epoch())));
        }
        if (!(s.state().workload(instance.resource()) instanceof Workload.Valid) || !pod.get().otherGates().isEmpty()
                || !Hindrances.serves(s, claim.get().node())) {
            return List.of();
        }
        if (!pod.get().heldNow()) {
            return List.of(hold(pod.get(), "its finalizer is missing"));
        }
        return List.of(shown(s, claim.get(), new Step.OpenGate(pod.get(), claim.get().node(), claim.get().epoch(),
                "claimed under epoch " + claim.get().epoch())));
    }

    /** Nothing runs under an epoch that the record alone knows. */
    private static Step shown(Situation s, Claim claim, Step next) {
        return s.state().shownEpoch() < claim.epoch()
                ? new Step.ShowEpoch(claim.epoch(), "before anything runs under it")
                : next;
    }

    private static Instance instance(Situation s, PodSight pod, Claim claim) {
        return Instance.admitted(pod, claim.node(), claim.machine(), claim.epoch(), s.state().now());
    }

    /** Settled instances leave with the next decision, once their objects are gone. */
    private static GroupRecord pruned(Situation s) {
        return s.record().withInstances(
                s.record().instances().stream().filter(i -> !i.settled() || s.pod(i).isPresent()).toList());
    }
}
