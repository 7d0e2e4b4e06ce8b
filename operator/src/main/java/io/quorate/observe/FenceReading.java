package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.quorate.api.v1alpha1.AttestationSpec;
import io.quorate.api.v1alpha1.FenceAttempt;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.OutOfServicePolicy;
import io.quorate.core.FenceCase;
import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Method;
import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Result;
import io.quorate.core.FencePlan;
import io.quorate.core.FenceTaint;
import io.quorate.core.Heartbeat;
import io.quorate.port.FencingApi;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads all that is known about one NodeFence: the node, its Lease, the methods that select it, what was tried. */
public final class FenceReading {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Reasons to fence a node that answers: a stop that does not come to an end, and a person who tries a method out. */
    private static final Set<String> URGENT = Set.of("StopOverdue", "ByHand");

    private static final Comparator<NodeFence> OLDEST_FIRST = Comparator
            .<NodeFence, String>comparing(f -> f.getMetadata().getCreationTimestamp())
            .thenComparing(f -> f.getMetadata().getName());

    private final FencingApi api;
    private final Clock clock;
    private final Heartbeats heartbeats;
    private final Duration downAfter;
    private final BrakeReading brake;

    public FenceReading(FencingApi api, Clock clock, Heartbeats heartbeats, Duration downAfter, BrakeReading brake) {
        this.brake = brake;
        this.api = api;
        this.clock = clock;
        this.heartbeats = heartbeats;
        this.downAfter = downAfter;
    }

    /** The methods that select the node now, in order. */
    public List<FencingMethod> methods(Optional<Node> node) {
        return Fences.selecting(node, api.fencingMethods());
    }

    /** What is known now, with this answer of what carries out the attempt that is running. */
    public FenceCase of(NodeFence fence, Optional<Node> node, List<FencingMethod> methods, Answer answer) {
        var spec = fence.getSpec();
        var all = api.nodeFences();
        var beside = all.stream().filter(f -> f.getSpec().node().equals(spec.node()))
                .filter(f -> !f.getMetadata().getUid().equals(fence.getMetadata().getUid())).toList();
        return new FenceCase(clock.instant(), Optional.ofNullable(spec.attestation()).map(AttestationSpec::by),
                URGENT.contains(Optional.ofNullable(spec.reason()).orElse("")), presence(fence, node),
                other(fence, beside),
                node.flatMap(n -> brake.of(fence, n, all)),
                beside.stream().filter(f -> sameBoot(f, fence))
                        .filter(Fences::undecided)
                        .map(f -> f.getMetadata().getUid()).limit(FenceAttempt.MOST_SERVED).toList(),
                served(fence, beside), Fences.attempts(fence),
                methods.stream().map(FenceReading::method).toList(), answer, downAfter);
    }

    /** What is to be done about the out-of-service taint that a method may ask for. */
    public FenceTaint taint(FenceCase seen, FencePlan plan, Optional<Node> node, List<FencingMethod> methods) {
        var own = node.map(n -> Nodes.outOfService(n, true));
        var booted = seen.node() == Presence.ANEW || seen.node() == Presence.REPLACED;
        return FenceTaint.of(seen.node(), plan.verdict(), new FenceTaint.Sight(own, wanted(plan, methods),
                node.filter(n -> Nodes.outOfService(n, false)).isPresent(),
                own.orElse(false) && booted && left(node.get())));
    }

    private static boolean wanted(FencePlan plan, List<FencingMethod> methods) {
        return plan.attempts().stream().filter(a -> a.result() == Result.Succeeded).anyMatch(a -> methods.stream()
                .anyMatch(m -> m.getMetadata().getName().equals(a.method())
                        && m.getSpec().outOfService() == OutOfServicePolicy.AfterFence));
    }

    private boolean left(Node node) {
        var name = node.getMetadata().getName();
        return api.podsOn(name).stream().anyMatch(p -> p.getMetadata().getDeletionTimestamp() != null)
                || api.attached(name);
    }

    private Presence presence(NodeFence fence, Optional<Node> found) {
        var name = fence.getSpec().node();
        var now = heartbeats.asking();
        api.nodeLease(name).ifPresentOrElse(l -> heartbeats.read(l, now), () -> heartbeats.missing(name, now));
        var spec = fence.getSpec();
        var asked = Fences.machine(spec.machine(), spec.bootId());
        var there = found.map(Nodes::machine);
        if (spec.machine() != null && there.filter(m -> !m.sameMachine(asked)).isPresent()) {
            return Presence.REPLACED;
        }
        if (there.filter(m -> !m.bootId().equals(asked.bootId())).isPresent()) {
            return Presence.ANEW;
        }
        var heard = heartbeats.of(name) instanceof Heartbeat.Heard(Duration ago) && ago.compareTo(downAfter) < 0;
        return heard && found.isPresent() ? Presence.HEARD : Presence.SILENT;
    }

    private static Optional<Attempt> served(NodeFence fence, List<NodeFence> beside) {
        return beside.stream().filter(f -> sameBoot(f, fence)).flatMap(f -> Fences.attempts(f).stream())
                .filter(a -> a.result() == Result.Succeeded && a.serves().contains(fence.getMetadata().getUid()))
                .findFirst();
    }

    private static boolean sameBoot(NodeFence one, NodeFence other) {
        return Fences.machine(one.getSpec().machine(), one.getSpec().bootId())
                .equals(Fences.machine(other.getSpec().machine(), other.getSpec().bootId()));
    }

    /** The one that is carried out, or begins first: it serves the others, which would each begin at the same time. */
    private static Optional<String> other(NodeFence fence, List<NodeFence> beside) {
        var running = beside.stream()
                .filter(f -> Fences.attempts(f).stream().anyMatch(a -> a.result() == Result.Running));
        var first = beside.stream().filter(f -> sameBoot(f, fence) && sameOperator(f, fence) && Fences.undecided(f))
                .filter(f -> OLDEST_FIRST.compare(f, fence) < 0).sorted(OLDEST_FIRST);
        return Stream.concat(running, first).map(f -> f.getMetadata().getName()).findFirst();
    }

    private static boolean sameOperator(NodeFence one, NodeFence other) {
        return operator(one).equals(operator(other));
    }

    private static Optional<String> operator(NodeFence fence) {
        return Optional.ofNullable(fence.getMetadata().getLabels()).map(l -> l.get(Names.OPERATOR_LABEL));
    }

    private static Method method(FencingMethod method) {
        var spec = method.getSpec();
        return new Method(method.getMetadata().getName(), Optional.ofNullable(spec.attempts()).orElse(1),
                Optional.ofNullable(spec.timeout()).map(Durations::parse).orElse(TIMEOUT));
    }
}
