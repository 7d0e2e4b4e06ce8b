package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next step towards an active group: hold, allot, claim and admit, open; one at a time, each durable before the
 * next. Nothing here happens unless the group is quorate and everything earlier is proven stopped.
 */
final class Starting {

    private static final String WHAT = "Start";

    static final String PAUSED = "spec.run is Paused: nothing is started, stopped or moved";

    private Starting() {}

    /** Why a claim is made. */
    record Why(Decided.Action action, String reason) {}

    static List<Step> steps(Situation s) {
        if (refusal(s).isPresent()) {
            return List.of();
        }
        if (Adoption.node(s).isPresent()) {
            return Adoption.steps(s);
        }
        return s.declared().workloads().stream().map(r -> next(s, r)).filter(steps -> !steps.isEmpty()).findFirst()
                .orElse(List.of());
    }

    /** Why nothing is started at all, the gravest first; empty if nothing is in the way of the next step. */
    static Optional<Refusal> refusal(Situation s) {
        return First.of(() -> byHand(s), () -> OwnerChange.refusal(s), () -> knowledge(s), () -> inTheWay(s),
                () -> workload(s), () -> settling(s), () -> place(s));
    }

    private static Optional<Refusal> byHand(Situation s) {
        if (s.declared().deleting()) {
            return refuse("Deleting", "the group is being deleted");
        }
        return switch (s.declared().run()) {
            case ALWAYS -> Optional.empty();
            case PAUSED -> refuse("Paused", PAUSED);
            case STOPPED -> refuse("Stopped", stopped(s));
        };
    }

    private static String stopped(Situation s) {
        var running = Stream.concat(s.record().unsettled().stream().filter(i -> !i.found()).map(Instance::pod),
                s.strangers().stream().map(PodSight::name)).toList();
        var found = s.record().unsettled().stream().filter(Instance::found).map(Instance::pod).toList();
        return "spec.run is Stopped; " + (found.isEmpty()
                ? running.isEmpty() ? "set Always to start it" : "not proven stopped yet: " + String.join(", ", running)
                : String.join(", ", found) + " never passed the gate and runs on; delete it to stop it");
    }

    private static Optional<Refusal> knowledge(Situation s) {
        if (s.contradictory() || !s.unknowns().isEmpty()) {
            return refuse("Contradiction", "several instances may be running and nothing says which is right");
        }
        return s.quorum().yes() ? Optional.empty() : refuse("Waiting", "waits for quorum: " + s.quorum().words());
    }

    /** Something earlier may still be running. */
    private static Optional<Refusal> inTheWay(Situation s) {
        var found = s.record().unsettled().stream().filter(Instance::found).toList();
        if (Adoption.node(s).isPresent() && s.strangers().isEmpty()) {
            return Optional.empty();
        }
        if (!found.isEmpty() || !s.strangers().isEmpty()) {
            var names = Stream.concat(found.stream().map(i -> i.pod() + " on " + i.node()),
                    s.strangers().stream().map(p -> p.name() + p.node().map(n -> " on " + n).orElse("")));
            return refuse("NotGated", "nothing is started beside " + names.distinct().sorted()
                    .collect(Collectors.joining(", ")) + ", which never passed the gate");
        }
        var earlier = s.record().unsettled().stream().filter(i -> !s.record().rightful(i)).toList();
        return earlier.isEmpty()
                ? Optional.empty()
                : refuse("EvidenceMissing", Remedies.names(earlier) + " is not proven stopped");
    }

    private static Optional<Refusal> workload(Situation s) {
        var problems = new ArrayList<String>();
        for (var resource : s.declared().workloads()) {
            if (s.state().workload(resource.name()) instanceof Workload.Invalid(List<String> one)) {
                problems.addAll(one);
            }
        }
        return problems.isEmpty() ? Optional.empty() : refuse("InvalidWorkload", String.join("; ", problems));
    }

    private static Optional<Refusal> settling(Situation s) {
        return s.record().held().isPresent()
                ? Optional.empty()
                : Startup.settling(s).or(() -> Constraints.startAfter(s.state()));
    }

    private static Optional<Refusal> place(Situation s) {
        if (s.record().held().isPresent() || s.successor().isPresent() || Adoption.node(s).isPresent()) {
            return Optional.empty();
        }
        return refuse("NoEligibleOwner", nobody(s));
    }

    static String nobody(Situation s) {
        return "no owner can take over: " + s.owners().stream()
                .filter(o -> o.takeOver() == Owner.TakeOver.IMPOSSIBLE)
                .map(o -> o.node() + " (" + (o.message().isEmpty() ? o.reason() : o.message()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Optional<Refusal> refuse(String reason, String message) {
        return Optional.of(Refusal.of(WHAT, reason, message));
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
        if (blocked(s, resource).isPresent()) {
            return List.of();
        }
        var held = s.record().held();
        var target = held.map(Claim::node).filter(n -> serves(s, n))
                .or(() -> held.isPresent() ? Optional.empty() : s.successor());
        if (target.isEmpty()) {
            return List.of();
        }
        var pod = candidates(s, resource).getFirst();
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

    private static List<PodSight> candidates(Situation s, Resource resource) {
        return s.candidates().stream().filter(p -> p.resource().equals(resource.name())).toList();
    }

    /** Why no pod of this resource can be let through. */
    static Optional<Refusal> blocked(Situation s, Resource resource) {
        var what = WHAT + " of " + resource.name();
        var waits = Sequence.waitsFor(s, resource);
        if (!waits.isEmpty()) {
            return Optional.of(Refusal.of(what, "WaitsForResource",
                    resource.name() + " starts after " + String.join(", ", waits)));
        }
        var pods = candidates(s, resource);
        if (pods.isEmpty()) {
            return Optional.of(s.state().workload(resource.name()) instanceof Workload.Valid(String kind, String name)
                    ? Refusal.of(what, "Waiting", "waits for the next pod of " + kind + " " + name)
                    : Refusal.of(what, "NoWorkload",
                            "no pod waits at the gate: label the pod template of one StatefulSet"
                                    + " or Deployment quorate.io/group: " + s.declared().name()
                                    + (resource.equals(Resource.MAIN)
                                            ? ""
                                            : ", quorate.io/resource: " + resource.name())));
        }
        if (pods.size() > 1) {
            return Optional.of(Refusal.of(what, "SeveralPods",
                    pods.stream().map(PodSight::name).sorted().collect(Collectors.joining(", "))
                            + " wait at the gate, and only one may pass: bring the workload down to one replica"));
        }
        return otherGates(what, pods.getFirst()).or(() -> unserved(s, what));
    }

    /** Why the next step of this resource is not taken; empty if it is, or if nothing is left to do for it. */
    static Optional<Refusal> obstacle(Situation s, Resource resource) {
        return s.record().unsettled(resource.name()).isEmpty() ? blocked(s, resource) : unopened(s, resource);
    }

    /** Why the gate of a pod that is admitted already is not opened. */
    private static Optional<Refusal> unopened(Situation s, Resource resource) {
        var what = WHAT + " of " + resource.name();
        return s.record().unsettled(resource.name()).stream().filter(s.record()::rightful)
                .flatMap(i -> s.pod(i).stream()).filter(p -> p.gate() && !p.deleted()).findFirst()
                .flatMap(p -> otherGates(what, p).or(() -> unserved(s, what)));
    }

    private static Optional<Refusal> otherGates(String what, PodSight pod) {
        return pod.otherGates().isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(what, "OtherGates", pod.name() + " has other scheduling gates: "
                        + String.join(", ", pod.otherGates()) + "; it is let through when they are gone"));
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
                proof.map(e -> e.kind().name()).orElse(""));
        var next = pruned(s).withInstances(i -> i.settled() ? i : i.adopted(epoch, now)).decided(claim, entry);
        for (var pod : pods) {
            next = next.admit(instance(s, pod, claim));
        }
        return List.of(new Step.WriteRecord(next,
                why.action() + ": " + node.name() + " under epoch " + epoch + " (" + why.reason() + ")"));
    }

    /** The room of the held claim, and whom it keeps away; written again where the node's record has lost it. */
    static List<Step> room(Situation s) {
        var claim = s.record().held().filter(c -> s.node(c.node()).isPresent());
        return claim.filter(c -> s.state().node(c.node()).record()
                .filter(r -> r.allocationOf(s.declared().uid()).filter(a -> a.epoch() == c.epoch()).isEmpty())
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
            return pod.get().held() && pod.get().epoch().isPresent()
                    ? List.of()
                    : List.of(shown(s, claim.get(), new Step.StampPod(pod.get(), claim.get().epoch(),
                            "runs under epoch " + claim.get().epoch())));
        }
        if (!(s.state().workload(instance.resource()) instanceof Workload.Valid) || !pod.get().otherGates().isEmpty()
                || !serves(s, claim.get().node())) {
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

    /** Whether an instance may be started on the claimed node. */
    private static boolean serves(Situation s, String name) {
        return unfit(s, name).isEmpty();
    }

    private static Optional<Bar> unfit(Situation s, String name) {
        if (!s.list().contains(name)) {
            return Optional.of(new Bar("OwnerRemoved", "it is no owner any more"));
        }
        var node = s.state().node(name);
        var standing = node.standing(s.state().grace());
        return standing == Standing.ONLINE
                ? Succession.unfit(s.state(), node)
                : Optional.of(new Bar(standing.reason(), standing.words()));
    }

    /** Why nothing more is started on the claimed node, though the claim stays. */
    private static Optional<Refusal> unserved(Situation s, String what) {
        return s.record().held().map(Claim::node).flatMap(n -> unfit(s, n)).map(
                b -> Refusal.of(what, b.reason(),
                        s.record().held().get().node() + " is claimed, and nothing is started there: " + b.message()));
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
