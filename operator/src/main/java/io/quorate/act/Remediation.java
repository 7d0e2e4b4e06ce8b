package io.quorate.act;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.RemediationTemplateSpec;
import io.quorate.core.FenceCase.Answer;
import io.quorate.port.FencingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fencing method that is another operator's: an object made of its template and named after the node; its conditions
 * are the answer. The contract is that of medik8s: the template's kind without "Template", {@code spec.template.spec}
 * as its spec, {@code Succeeded} or {@code FenceAgentActionSucceeded} as the result, deleted when the node is back.
 *
 * <p>An object that somebody else made is left alone. It may have begun before the pods were deleted, and then its
 * success proves nothing about them: it is waited for until it is gone.
 */
final class Remediation {

    private static final String FENCE = "quorate.io/node-fence";
    private static final List<String> RESULTS = List.of("FenceAgentActionSucceeded", "Succeeded");

    private final FencingApi api;

    Remediation(FencingApi api) {
        this.api = api;
    }

    Answer answer(NodeFence fence, FencingMethod method) {
        var found = object(fence, method.getSpec().remediationTemplate());
        if (found.isEmpty()) {
            return new Answer(Answer.Kind.NONE, "");
        }
        var what = found.get().getKind() + " " + found.get().getMetadata().getNamespace() + "/"
                + found.get().getMetadata().getName();
        if (earlier(fence, found.get())) {
            return new Answer(Answer.Kind.NONE, "");
        }
        if (!own(fence, found.get())) {
            return new Answer(Answer.Kind.RUNNING, what + " is not Quorate's; waits until it is gone");
        }
        if (RESULTS.stream().anyMatch(type -> "True".equals(status(found.get(), type)))) {
            return new Answer(Answer.Kind.SUCCEEDED, what);
        }
        return RESULTS.stream().anyMatch(type -> "False".equals(status(found.get(), type)))
                && !"True".equals(status(found.get(), "Processing"))
                        ? new Answer(Answer.Kind.FAILED, what + " has failed")
                        : new Answer(Answer.Kind.RUNNING, what);
    }

    /** Why it cannot be begun; empty if it was. */
    Optional<String> begin(NodeFence fence, FencingMethod method) {
        var wanted = method.getSpec().remediationTemplate();
        var template = api.object(wanted.apiVersion(), wanted.kind(), wanted.namespace(), wanted.name());
        if (template.isEmpty()) {
            return Optional.of("there is no " + wanted.kind() + " " + wanted.namespace() + "/" + wanted.name()
                    + "; create it, or let Quorate read it");
        }
        var before = object(fence, wanted);
        if (before.isPresent()) {
            // What it has done was done before this fence's pods were deleted. Once it is gone, the next look begins.
            before.filter(o -> earlier(fence, o)).ifPresent(api::delete);
            return Optional.empty();
        }
        var made = new GenericKubernetesResource();
        made.setApiVersion(wanted.apiVersion());
        made.setKind(kind(wanted));
        made.setMetadata(new ObjectMetaBuilder().withNamespace(wanted.namespace()).withName(fence.getSpec().node())
                .addToAnnotations("remediation.medik8s.io/template-name", wanted.name())
                .addToAnnotations(FENCE, fence.getMetadata().getUid())
                .addToLabels("app.kubernetes.io/managed-by", "quorate").build());
        made.setAdditionalProperty("spec", Optional.<Object>ofNullable(template.get().get("spec", "template", "spec"))
                .orElse(Map.of()));
        api.create(made);
        return Optional.empty();
    }

    /** The node is back, or the next method is to be tried: the other operator undoes what it did. */
    void end(NodeFence fence, FencingMethod method) {
        object(fence, method.getSpec().remediationTemplate()).filter(o -> own(fence, o)).ifPresent(api::delete);
    }

    /** Whether Quorate made it for an earlier fence of the node: only one is carried out at a time. */
    private boolean earlier(NodeFence fence, GenericKubernetesResource object) {
        return !own(fence, object) && api.nodeFences().stream().map(f -> f.getMetadata().getUid())
                .anyMatch(uid -> uid.equals(fenceOf(object)));
    }

    private Optional<GenericKubernetesResource> object(NodeFence fence, RemediationTemplateSpec template) {
        return api.object(template.apiVersion(), kind(template), template.namespace(), fence.getSpec().node());
    }

    private static String kind(RemediationTemplateSpec template) {
        return template.kind().substring(0, template.kind().length() - "Template".length());
    }

    private static boolean own(NodeFence fence, GenericKubernetesResource object) {
        return fence.getMetadata().getUid().equals(fenceOf(object));
    }

    private static String fenceOf(GenericKubernetesResource object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()).getOrDefault(FENCE, "");
    }

    private static String status(GenericKubernetesResource object, String type) {
        return object.get("status", "conditions") instanceof List<?> conditions
                ? conditions.stream().filter(c -> c instanceof Map<?, ?> m && type.equals(m.get("type")))
                        .map(c -> String.valueOf(((Map<?, ?>) c).get("status"))).findFirst().orElse("")
                : "";
    }
}
