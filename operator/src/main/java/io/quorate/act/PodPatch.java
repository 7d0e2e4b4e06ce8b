package io.quorate.act;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.quorate.api.v1alpha1.Names;
import java.util.List;
import java.util.Optional;

/**
 * JSON Patches of a pod. Each tests uid and resourceVersion of the very read that was decided on, and appends to what
 * others have written: an {@code add} of a whole list or map would wipe it.
 */
final class PodPatch {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Pod pod;
    private final ArrayNode patch = MAPPER.createArrayNode();

    private PodPatch(Pod pod) {
        this.pod = pod;
        test("/metadata/uid", pod.getMetadata().getUid());
        test("/metadata/resourceVersion", pod.getMetadata().getResourceVersion());
    }

    /**
     * Puts the finalizer on, under the group's present record if there is one; and the group's label where it is
     * missing, without which nobody would see what becomes of the pod.
     */
    static String hold(Pod pod, Optional<String> recordUid, String group, String resource) {
        var holding = new PodPatch(pod).finalizer();
        var labels = pod.getMetadata().getLabels();
        if (labels != null && !labels.isEmpty() && !labels.containsKey(Names.GROUP_LABEL)) {
            holding.label(Names.GROUP_LABEL, group).label(Names.RESOURCE_LABEL, resource);
        }
        recordUid.ifPresent(uid -> holding.annotation(Names.RECORD_UID, uid));
        return holding.patch.toString();
    }

    /** Marks a pod that runs already: finalizer, epoch, group. */
    static String stamp(Pod pod, long epoch, String groupUid) {
        return new PodPatch(pod).finalizer().annotation(Names.EPOCH, Long.toString(epoch)).annotation(Names.GROUP_UID,
                groupUid).patch.toString();
    }

    /** Takes the finalizer off. */
    static String letGo(Pod pod) {
        var opening = new PodPatch(pod);
        var index = pod.getMetadata().getFinalizers().indexOf(Names.STOP_PROOF);
        opening.test("/metadata/finalizers/" + index, Names.STOP_PROOF);
        opening.operation("remove", "/metadata/finalizers/" + index);
        return opening.patch.toString();
    }

    /** Opens the gate: pins the pod to the node, stamps the epoch, removes the gate; one write. */
    static String open(Pod pod, String node, long epoch, String groupUid) {
        var opening = new PodPatch(pod).finalizer().annotation(Names.EPOCH, Long.toString(epoch))
                .annotation(Names.GROUP_UID, groupUid).pin(node);
        var index = pod.getSpec().getSchedulingGates().stream().map(PodSchedulingGate::getName).toList()
                .indexOf(Names.GATE);
        opening.test("/spec/schedulingGates/" + index + "/name", Names.GATE);
        opening.operation("remove", "/spec/schedulingGates/" + index);
        return opening.patch.toString();
    }

    private PodPatch finalizer() {
        var finalizers = pod.getMetadata().getFinalizers();
        if (finalizers.isEmpty()) {
            operation("add", "/metadata/finalizers").putArray("value").add(Names.STOP_PROOF);
        } else if (!finalizers.contains(Names.STOP_PROOF)) {
            operation("add", "/metadata/finalizers/-").put("value", Names.STOP_PROOF);
        }
        return this;
    }

    private PodPatch label(String key, String value) {
        operation("add", "/metadata/labels/" + key.replace("/", "~1")).put("value", value);
        return this;
    }

    private PodPatch annotation(String key, String value) {
        var annotations = pod.getMetadata().getAnnotations();
        if ((annotations == null || annotations.isEmpty())
                && patch.findValuesAsText("path").stream().noneMatch("/metadata/annotations"::equals)) {
            operation("add", "/metadata/annotations").putObject("value");
        }
        operation("add", "/metadata/annotations/" + key.replace("/", "~1")).put("value", value);
        return this;
    }

    /** While gated, required node affinity may only be tightened: the requirement goes into every term. */
    private PodPatch pin(String node) {
        var affinity = pod.getSpec().getAffinity();
        var nodeAffinity = affinity == null ? null : affinity.getNodeAffinity();
        var required = nodeAffinity == null ? null : nodeAffinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        var terms = required == null
                ? List.<io.fabric8.kubernetes.api.model.NodeSelectorTerm>of()
                : required.getNodeSelectorTerms();
        if (terms.isEmpty()) {
            var root = MAPPER.createObjectNode();
            root.putArray("nodeSelectorTerms").addObject().putArray("matchFields").add(requirement(node));
            if (affinity == null) {
                operation("add", "/spec/affinity").putObject("value").putObject("nodeAffinity")
                        .set("requiredDuringSchedulingIgnoredDuringExecution", root);
            } else if (nodeAffinity == null) {
                operation("add", "/spec/affinity/nodeAffinity").putObject("value")
                        .set("requiredDuringSchedulingIgnoredDuringExecution", root);
            } else {
                operation("add", "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution")
                        .set("value", root);
            }
            return this;
        }
        for (int i = 0; i < terms.size(); i++) {
            var path = "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/"
                    + i + "/matchFields";
            if (terms.get(i).getMatchFields().isEmpty()) {
                operation("add", path).putArray("value").add(requirement(node));
            } else {
                operation("add", path + "/-").set("value", requirement(node));
            }
        }
        return this;
    }

    private static ObjectNode requirement(String node) {
        var requirement = MAPPER.createObjectNode().put("key", "metadata.name").put("operator", "In");
        requirement.putArray("values").add(node);
        return requirement;
    }

    private void test(String path, String value) { operation("test", path).put("value", value); }

    private ObjectNode operation(String op, String path) { return patch.addObject().put("op", op).put("path", path); }
}
