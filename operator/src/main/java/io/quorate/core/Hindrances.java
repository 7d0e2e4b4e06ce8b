package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why nothing is started, or not this: what is said of it, and what {@link Starting} goes by. */
final class Hindrances {

    private static final String WHAT = "Start";

    static final String PAUSED = "spec.run is Paused: nothing is started, stopped or moved";

    private Hindrances() {}

    /** Why nothing is started at all, the gravest first; empty if nothing is in the way of the next step. */
    static Optional<Refusal> refusal(Situation s) {
        return First.of(() -> unreadable(s), () -> byHand(s), () -> OwnerChange.refusal(s), () -> knowledge(s),
                () -> inTheWay(s),
                () -> workload(s), () -> settling(s), () -> place(s));
    }

    private static Optional<Refusal> unreadable(Situation s) {
        return s.state().recorded() instanceof Recorded.Unreadable(String why)
                ? refuse("RecordUnreadable", why)
                : Optional.empty();
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
                ? undeclared(s)
                : refuse("EvidenceMissing", Remedies.names(earlier) + " is not proven stopped");
    }

    /** A resource that was renamed is the same workload: its old instance and the new one must not run at once. */
    private static Optional<Refusal> undeclared(Situation s) {
        var others = s.record().unsettled().stream().filter(i -> !declared(s, i.resource())).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        return others.stream().allMatch(i -> s.pod(i).map(PodSight::deleted).orElse(true))
                ? refuse("EvidenceMissing", Remedies.names(others) + " is not proven stopped")
                : refuse("UnknownResource", others.stream()
                        .map(i -> i.pod() + " on " + i.node() + " is of resource " + i.resource())
                        .collect(Collectors.joining(", "))
                        + ", which spec.resources does not name: name it there, or delete the pod");
    }

    private static boolean declared(Situation s, String resource) {
        return s.declared().workloads().stream().anyMatch(r -> r.name().equals(resource));
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
                : Unsatisfiable.why(s.state()).flatMap(why -> refuse("Contradiction", why))
                        .or(() -> Startup.settling(s)).or(() -> Constraints.startAfter(s.state()));
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

    /** Why the next step of this resource is not taken; empty if it is, or if nothing is left to do for it. */
    static Optional<Refusal> obstacle(Situation s, Resource resource) {
        return s.record().unsettled(resource.name()).isEmpty() ? blocked(s, resource) : unopened(s, resource);
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
                            "no pod waits at the gate: label the pod template of one StatefulSet,"
                                    + " Deployment or Job quorate.io/group: " + s.declared().name()
                                    + (resource.name().equals(Resource.MAIN.name())
                                            ? ""
                                            : ", quorate.io/resource: " + resource.name())
                                    + unnamed(s)));
        }
        if (pods.size() > 1) {
            return Optional.of(Refusal.of(what, "SeveralPods",
                    pods.stream().map(PodSight::name).sorted().collect(Collectors.joining(", "))
                            + " wait at the gate, and only one may pass: bring the workload down to one replica"));
        }
        return otherGates(what, pods.getFirst()).or(() -> unserved(s, what));
    }

    /** Pods that wait for a resource that there is not. */
    private static String unnamed(Situation s) {
        var others = s.candidates().stream().filter(p -> !declared(s, p.resource())).toList();
        return others.isEmpty()
                ? ""
                : others.stream().map(p -> p.name() + " is of resource " + p.resource()).sorted()
                        .collect(Collectors.joining(", ", "; ", ", which spec.resources does not name"));
    }

    /** Why the gate of a pod that is admitted already is not opened. */
    private static Optional<Refusal> unopened(Situation s, Resource resource) {
        var what = WHAT + " of " + resource.name();
        return s.record().unsettled(resource.name()).stream().filter(s.record()::rightful)
                .flatMap(i -> s.pod(i).stream()).filter(p -> p.gate() && !p.deleted()).findFirst()
                .flatMap(p -> otherGates(what, p).or(() -> unserved(s, what)));
    }

    static List<PodSight> candidates(Situation s, Resource resource) {
        return s.candidates().stream().filter(p -> p.resource().equals(resource.name())).toList();
    }

    private static Optional<Refusal> otherGates(String what, PodSight pod) {
        return pod.otherGates().isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(what, "OtherGates", pod.name() + " has other scheduling gates: "
                        + String.join(", ", pod.otherGates()) + "; it is let through when they are gone"));
    }

    /** Whether an instance may be started on the claimed node. */
    static boolean serves(Situation s, String name) {
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
}
