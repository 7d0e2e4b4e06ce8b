package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the scheduler would keep a group's pods off a node for: taints, labels, volumes. In words, the same each time. */
final class Barriers {

    /** What the operator has its own answers to. */
    private static final Set<String> OWN_CONCERN = Set.of("node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable", "node.kubernetes.io/unschedulable", Nodes.OUT_OF_SERVICE);
    private static final List<String> KEEP_OFF = List.of("NoSchedule", "NoExecute");

    private Barriers() {}

    /**
     * @param pods of the group
     * @param volumes by name, where the volumes that they use can be reached from
     */
    static List<String> of(Node node, List<Pod> pods, Map<String, NodeSelector> volumes) {
        var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
        return Stream.of(pods.stream().flatMap(p -> taints(node, p)), pods.stream().flatMap(p -> selector(labels, p)),
                pods.stream().flatMap(p -> affinity(labels, p)),
                volumes.entrySet().stream().filter(v -> !selected(v.getValue(), labels)).map(Map.Entry::getKey).sorted()
                        .map(v -> "volume " + v + " cannot be reached from there"))
                .flatMap(s -> s).distinct().toList();
    }

    private static Stream<String> taints(Node node, Pod pod) {
        return node.getSpec().getTaints().stream()
                .filter(t -> KEEP_OFF.stream().anyMatch(e -> e.equals(t.getEffect()))
                        && !OWN_CONCERN.contains(t.getKey()))
                .filter(t -> pod.getSpec().getTolerations().stream().noneMatch(x -> tolerates(x, t)))
                .map(t -> "taint " + t.getKey() + (t.getValue() == null ? "" : "=" + t.getValue()) + ":" + t.getEffect()
                        + " is not tolerated");
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        var effect = blank(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect());
        var key = blank(toleration.getKey()) || toleration.getKey().equals(taint.getKey());
        return effect && key && switch (Objects.requireNonNullElse(toleration.getOperator(), "Equal")) {
            case "Exists" -> true;
            case "Equal", "" -> Objects.requireNonNullElse(toleration.getValue(), "")
                    .equals(Objects.requireNonNullElse(taint.getValue(), ""));
            default -> false;
        };
    }

    private static Stream<String> selector(Map<String, String> labels, Pod pod) {
        return Optional.ofNullable(pod.getSpec().getNodeSelector()).orElse(Map.of()).entrySet().stream()
                .filter(e -> !e.getValue().equals(labels.get(e.getKey()))).map(e -> e.getKey() + "=" + e.getValue())
                .sorted().map(e -> "lacks the label " + e + ", which nodeSelector asks for");
    }

    private static Stream<String> affinity(Map<String, String> labels, Pod pod) {
        return Optional.ofNullable(pod.getSpec().getAffinity()).map(a -> a.getNodeAffinity())
                .map(a -> a.getRequiredDuringSchedulingIgnoredDuringExecution()).stream()
                .filter(s -> !selected(s, labels))
                .map(s -> "is not what nodeAffinity asks for: " + s.getNodeSelectorTerms().stream()
                        .map(Barriers::words).collect(Collectors.joining(" or ")));
    }

    private static boolean selected(NodeSelector selector, Map<String, String> labels) {
        return selector.getNodeSelectorTerms().stream().anyMatch(t -> meets(t, labels));
    }

    /** By labels alone: the name of the present node stands in each pod whose gate was opened. */
    private static boolean meets(NodeSelectorTerm term, Map<String, String> labels) {
        return expressions(term).allMatch(s -> s.meets(labels));
    }

    private static String words(NodeSelectorTerm term) {
        return expressions(term).map(Selection::words).collect(Collectors.joining(" and "));
    }

    private static Stream<Selection> expressions(NodeSelectorTerm term) {
        return term.getMatchExpressions().stream()
                .map(e -> new Selection(e.getKey(), e.getOperator(), e.getValues()));
    }

    private static boolean blank(String text) { return text == null || text.isEmpty(); }
}
