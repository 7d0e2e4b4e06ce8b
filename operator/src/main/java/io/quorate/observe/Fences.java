package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.quorate.api.v1alpha1.FenceAttempt;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.MachineSpec;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.Evidence;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Result;
import io.quorate.core.FenceCase.Verdict;
import io.quorate.core.FenceSight;
import io.quorate.core.Machine;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads NodeFences, and which methods can fence a node. */
public final class Fences {

    private Fences() {}

    /** What is known of the fences of a node, of any boot. */
    static List<FenceSight> of(String node, List<NodeFence> all) {
        return all.stream().filter(f -> f.getSpec() != null && node.equals(f.getSpec().node())).map(Fences::sight)
                .toList();
    }

    private static FenceSight sight(NodeFence fence) {
        var spec = fence.getSpec();
        var succeeded = condition(fence);
        return new FenceSight(fence.getMetadata().getName(), machine(spec.machine(), spec.bootId()),
                new HashSet<>(Optional.ofNullable(spec.covers()).orElse(List.of())),
                spec.attestation() == null ? Evidence.Kind.NodeFenced : Evidence.Kind.Attested, state(succeeded),
                succeeded.map(Condition::getMessage).orElse(""));
    }

    /** The condition that is the evidence. */
    public static Optional<Condition> condition(NodeFence fence) {
        return fence.getStatus() == null || fence.getStatus().conditions() == null
                ? Optional.empty()
                : fence.getStatus().conditions().stream().filter(c -> "Succeeded".equals(c.getType())).findFirst();
    }

    /** Whether nothing is decided about it yet. */
    static boolean undecided(NodeFence fence) {
        return condition(fence).filter(c -> !"Unknown".equals(c.getStatus())).isEmpty();
    }

    /** What was tried. */
    static List<Attempt> attempts(NodeFence fence) {
        return fence.getStatus() == null || fence.getStatus().attempts() == null
                ? List.of()
                : fence.getStatus().attempts().stream().map(Fences::attempt).toList();
    }

    private static Attempt attempt(FenceAttempt written) {
        return new Attempt(written.method(), written.number(), Instant.parse(written.startTime()),
                Optional.ofNullable(written.completionTime()).map(Instant::parse), Result.valueOf(written.result()),
                Optional.ofNullable(written.message()).orElse(""),
                Optional.ofNullable(written.serves()).orElse(List.of()));
    }

    private static FenceSight.State state(Optional<Condition> succeeded) {
        return switch (succeeded.map(Condition::getStatus).orElse("Unknown")) {
            case "True" -> FenceSight.State.SUCCEEDED;
            case "False" -> succeeded.filter(c -> Verdict.Contradicted.name().equals(c.getReason())).isPresent()
                    ? FenceSight.State.CONTRADICTED
                    : FenceSight.State.FAILED;
            default -> FenceSight.State.RUNNING;
        };
    }

    /** The machine and boot that is to have ended. */
    public static Machine machine(MachineSpec spec, String bootId) {
        return spec == null
                ? new Machine("", "", "", "", bootId)
                : new Machine(text(spec.nodeUid()), text(spec.systemUuid()), text(spec.machineId()),
                        text(spec.providerId()), bootId);
    }

    private static String text(String value) { return value == null ? "" : value; }

    /** Methods that select the node, in the order in which they are tried. */
    public static List<FencingMethod> selecting(Optional<Node> node, List<FencingMethod> all) {
        return all.stream().filter(m -> m.getSpec() != null && selects(m.getSpec().nodeSelector(), node))
                .sorted(Comparator.<FencingMethod, Integer>comparing(
                        m -> m.getSpec().order() == null ? 100 : m.getSpec().order())
                        .thenComparing(m -> m.getMetadata().getName()))
                .toList();
    }

    /** Labels of a node that is gone are not known: for that one are only methods for all nodes. */
    private static boolean selects(LabelSelector selector, Optional<Node> node) {
        if (selector == null || node.isEmpty()) {
            return selector == null;
        }
        var labels = Optional.ofNullable(node.get().getMetadata().getLabels()).orElse(Map.of());
        var equal = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).entrySet().stream()
                .allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
        return equal && Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of()).stream()
                .allMatch(e -> new Selection(e.getKey(), e.getOperator(), e.getValues()).meets(labels));
    }
}
