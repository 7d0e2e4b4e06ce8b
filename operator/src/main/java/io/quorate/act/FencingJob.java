package io.quorate.act;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.MachineSpec;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.port.FencingApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A fencing method that is a Job: one for each attempt, of a name that makes the second one of two operators fail. */
final class FencingJob {

    private static final int KEPT_SECONDS = 24 * 60 * 60;

    private final FencingApi api;
    private final String namespace;

    FencingJob(FencingApi api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    Answer answer(NodeFence fence, FencingMethod method, Attempt attempt) {
        var job = api.job(namespace, name(fence, method, attempt));
        if (job.isEmpty()) {
            return new Answer(Answer.Kind.NONE, "");
        }
        var status = Optional.ofNullable(job.get().getStatus());
        var conditions = status.map(s -> s.getConditions()).orElse(List.of());
        var what = "Job " + namespace + "/" + job.get().getMetadata().getName();
        if (conditions.stream().anyMatch(c -> c.getType().equals("Complete") && c.getStatus().equals("True"))) {
            return new Answer(Answer.Kind.SUCCEEDED, what);
        }
        return conditions.stream().filter(c -> c.getType().equals("Failed") && c.getStatus().equals("True")).findFirst()
                .map(c -> new Answer(Answer.Kind.FAILED, what + ": " + c.getMessage()))
                .orElse(new Answer(Answer.Kind.RUNNING, what));
    }

    /** Why it cannot be begun; empty if it was. */
    Optional<String> begin(NodeFence fence, FencingMethod method, Attempt attempt, Optional<Node> node,
            Duration timeout) {
        var wanted = method.getSpec().job().podTemplate();
        var template = api.podTemplate(namespace, wanted).map(PodTemplate::getTemplate);
        if (template.isEmpty()) {
            return Optional.of("there is no PodTemplate " + namespace + "/" + wanted + "; create it");
        }
        api.create(job(fence, name(fence, method, attempt), timeout, told(fence, node, template.get())));
        return Optional.empty();
    }

    private Job job(NodeFence fence, String name, Duration timeout, PodTemplateSpec template) {
        return new JobBuilder().withNewMetadata().withNamespace(namespace).withName(name)
                .addToLabels("app.kubernetes.io/managed-by", "quorate").addNewOwnerReference()
                .withApiVersion(fence.getApiVersion()).withKind(fence.getKind())
                .withName(fence.getMetadata().getName()).withUid(fence.getMetadata().getUid()).endOwnerReference()
                .endMetadata().withNewSpec().withBackoffLimit(0).withTtlSecondsAfterFinished(KEPT_SECONDS)
                .withActiveDeadlineSeconds(timeout.toSeconds()).withTemplate(template).endSpec().build();
    }

    /** The containers are told which node; the pod never runs on that one. */
    private static PodTemplateSpec told(NodeFence fence, Optional<Node> node, PodTemplateSpec template) {
        var spec = new PodTemplateSpecBuilder(template).editOrNewSpec()
                .withRestartPolicy(Optional.ofNullable(template.getSpec().getRestartPolicy())
                        .filter(p -> !p.equals("Always")).orElse("Never"))
                .editOrNewAffinity().editOrNewNodeAffinity()
                .editOrNewRequiredDuringSchedulingIgnoredDuringExecution();
        var asked = spec.hasNodeSelectorTerms() ? spec.buildNodeSelectorTerms() : List.of(new NodeSelectorTerm());
        var terms = asked.stream()
                .map(t -> new NodeSelectorTermBuilder(t).addNewMatchField()
                        .withKey("metadata.name").withOperator("NotIn").withValues(fence.getSpec().node())
                        .endMatchField().build())
                .toList();
        var built = spec.withNodeSelectorTerms(terms).endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity().endAffinity().endSpec().build();
        var told = environment(fence, node);
        Stream.concat(built.getSpec().getInitContainers().stream(), built.getSpec().getContainers().stream())
                .forEach(c -> c.getEnv().addAll(told));
        return built;
    }

    private static List<EnvVar> environment(NodeFence fence, Optional<Node> node) {
        var addresses = node.map(Node::getStatus).map(s -> s.getAddresses()).orElse(List.of());
        var address = addresses.stream().filter(a -> a.getType().equals("InternalIP")).map(NodeAddress::getAddress)
                .findFirst().orElse("");
        return List.of(variable("QUORATE_NODE", fence.getSpec().node()),
                variable("QUORATE_BOOT_ID", fence.getSpec().bootId()), variable("QUORATE_NODE_ADDRESS", address),
                variable("QUORATE_PROVIDER_ID", Optional.ofNullable(fence.getSpec().machine())
                        .map(MachineSpec::providerId).orElse("")));
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** At most 63 characters: the pods carry it as a label. */
    private static String name(NodeFence fence, FencingMethod method, Attempt attempt) {
        return "quorate-fence-" + FenceRequest.digest(fence.getMetadata().getUid() + method.getMetadata().getUid())
                + "-" + attempt.number();
    }
}
