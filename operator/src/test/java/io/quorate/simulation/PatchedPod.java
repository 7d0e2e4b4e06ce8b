package io.quorate.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What patches speak of, as JSON: a whole pod to JSON and back costs more than all else that becomes of a patch. */
final class PatchedPod {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> META = Set.of("uid", "resourceVersion", "finalizers", "annotations");
    private static final Set<String> SPEC = Set.of("schedulingGates", "affinity");

    private PatchedPod() {}

    /** As the API server writes it: what is empty is not there. */
    static ObjectNode tree(Pod pod) {
        var tree = MAPPER.createObjectNode();
        var meta = tree.putObject("metadata").put("uid", pod.getMetadata().getUid()).put("resourceVersion",
                pod.getMetadata().getResourceVersion());
        if (!pod.getMetadata().getFinalizers().isEmpty()) {
            pod.getMetadata().getFinalizers().forEach(meta.putArray("finalizers")::add);
        }
        if (!pod.getMetadata().getAnnotations().isEmpty()) {
            pod.getMetadata().getAnnotations().forEach(meta.putObject("annotations")::put);
        }
        var spec = tree.putObject("spec");
        if (!pod.getSpec().getSchedulingGates().isEmpty()) {
            var gates = spec.putArray("schedulingGates");
            pod.getSpec().getSchedulingGates().forEach(g -> gates.addObject().put("name", g.getName()));
        }
        if (pod.getSpec().getAffinity() != null) {
            spec.set("affinity", MAPPER.valueToTree(pod.getSpec().getAffinity()));
        }
        return tree;
    }

    /** The pod as it is in this tree. */
    static Pod of(Pod before, JsonNode tree) throws JsonProcessingException {
        var meta = tree.get("metadata");
        var spec = tree.get("spec");
        if (!names(tree).equals(Set.of("metadata", "spec")) || !META.containsAll(names(meta))
                || !SPEC.containsAll(names(spec))) {
            throw new IllegalArgumentException("not simulated: " + tree);
        }
        var finalizers = new ArrayList<String>();
        meta.path("finalizers").forEach(f -> finalizers.add(f.asText()));
        var annotations = new LinkedHashMap<String, String>();
        meta.path("annotations").properties().forEach(a -> annotations.put(a.getKey(), a.getValue().asText()));
        var after = Copies.with(before, m -> {
            m.setUid(meta.path("uid").asText(null));
            m.setResourceVersion(meta.path("resourceVersion").asText(null));
            m.setFinalizers(finalizers);
            m.setAnnotations(annotations);
        });
        return spec.equals(tree(before).get("spec"))
                ? after
                : Copies.with(after, new PodSpecBuilder(before.getSpec())
                        .withSchedulingGates(gates(spec)).withAffinity(affinity(spec)).build());
    }

    private static List<PodSchedulingGate> gates(JsonNode spec) {
        var gates = new ArrayList<PodSchedulingGate>();
        spec.path("schedulingGates").forEach(g -> gates.add(new PodSchedulingGate(g.path("name").asText())));
        return gates;
    }

    private static Affinity affinity(JsonNode spec) throws JsonProcessingException {
        return spec.has("affinity") ? MAPPER.treeToValue(spec.get("affinity"), Affinity.class) : null;
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}
