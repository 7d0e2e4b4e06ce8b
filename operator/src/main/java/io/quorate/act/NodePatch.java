package io.quorate.act;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.quorate.observe.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** JSON Patches of a Node. All taints are written, under the version in which they were read. */
final class NodePatch {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NodePatch() {}

    /** With Quorate's own out-of-service taint beside those that are there. */
    static String outOfService(Node node) {
        var taints = new ArrayList<>(node.getSpec().getTaints());
        taints.add(
                new TaintBuilder().withKey(Nodes.OUT_OF_SERVICE).withValue(Nodes.OWN).withEffect("NoExecute").build());
        return patch(node, taints);
    }

    /** Without it; somebody else's stays. */
    static String inService(Node node) {
        return patch(node, node.getSpec().getTaints().stream()
                .filter(t -> !Objects.equals(t.getKey(), Nodes.OUT_OF_SERVICE)
                        || !Objects.equals(t.getValue(), Nodes.OWN))
                .toList());
    }

    private static String patch(Node node, List<Taint> taints) {
        var patch = MAPPER.createArrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", node.getMetadata().getUid());
        patch.addObject().put("op", "test").put("path", "/metadata/resourceVersion").put("value",
                node.getMetadata().getResourceVersion());
        patch.addObject().put("op", "add").put("path", "/spec/taints").set("value", MAPPER.valueToTree(taints));
        return patch.toString();
    }
}
