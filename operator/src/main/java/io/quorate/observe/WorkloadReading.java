package io.quorate.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.quorate.api.v1alpha1.Names;
import io.quorate.core.Workload;
import io.quorate.port.Api;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What makes a group's pods, and whether it has the shape that a group needs. */
final class WorkloadReading {

    /**
     * @param revision the revision that a StatefulSet would make a pod of now; absent where that can't be said
     * @param maker what makes its pods, where there may be others than those that carry the group's label
     */
    record Found(Workload workload, Optional<String> revision, Optional<Maker> maker) {
        Found(Workload workload, Optional<String> revision) {
            this(workload, revision, Optional.empty());
        }
    }

    /** A controller, and the labels by which it knows its pods. */
    record Maker(Controller controller, Map<String, String> selector) {}

    record Controller(String api, String kind, String name) {

        static Controller of(OwnerReference owner) {
            return new Controller(owner.getApiVersion(), owner.getKind(), owner.getName());
        }

        /** The kind, if it is Kubernetes' own and not that of another API of the same name. */
        String own() {
            return OWN.contains(api) ? kind : "";
        }

        String words() { return kind + " " + name + (own().isEmpty() ? " (" + api + ")" : ""); }
    }

    private static final String APPS = "apps/v1";
    private static final Set<String> OWN = Set.of("v1", APPS, "batch/v1");

    private static final Found NONE = new Found(new Workload.None(), Optional.empty());

    private final Api api;

    WorkloadReading(Api api) {
        this.api = api;
    }

    Found of(String namespace, String group, List<Pod> pods) {
        var controllers = new LinkedHashSet<Controller>();
        for (var pod : pods) {
            controller(pod).ifPresentOrElse(owner -> maker(namespace, owner).ifPresent(controllers::add),
                    () -> controllers.add(new Controller("v1", Workload.POD, pod.getMetadata().getName())));
        }
        if (controllers.size() > 1) {
            return invalid("several workloads carry the group's label ("
                    + String.join(", ", controllers.stream().map(Controller::words).toList())
                    + "): keep the label in one pod template");
        }
        return controllers.isEmpty()
                ? NONE
                : check(namespace, group, controllers.getFirst());
    }

    private static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream().filter(o -> Boolean.TRUE.equals(o.getController()))
                .findFirst();
    }

    /** Empty for a ReplicaSet that is gone: its pods follow it, and say nothing about the workload there is now. */
    private Optional<Controller> maker(String namespace, OwnerReference owner) {
        var direct = Controller.of(owner);
        return direct.own().equals("ReplicaSet")
                ? api.replicaSet(namespace, owner.getName())
                        .map(set -> controller(set).map(Controller::of).orElse(direct))
                : Optional.of(direct);
    }

    private Found check(String namespace, String group, Controller controller) {
        var name = controller.name();
        return switch (controller.own()) {
            case "StatefulSet" -> api.statefulSet(namespace, name).map(s -> statefulSet(s, controller, group))
                    .orElse(NONE);
            case "Deployment" ->
                api.deployment(namespace, name).map(d -> deployment(d, controller, group)).orElse(NONE);
            case "Job" -> api.job(namespace, name).map(j -> job(j, controller, group)).orElse(NONE);
            case Workload.POD -> new Found(new Workload.Valid(controller.kind(), name), Optional.empty());
            default -> invalid(controller.words()
                    + ": a group's pods come from one StatefulSet, Deployment or Job; use one of them");
        };
    }

    private static Found job(Job job, Controller controller, String group) {
        var problem = tooMany(controller, "parallelism", job.getSpec().getParallelism())
                .or(() -> unlabelled(controller, job.getSpec().getTemplate(), group));
        return found(controller, problem, Optional.empty(), job.getSpec().getSelector());
    }

    private static Found statefulSet(StatefulSet set, Controller controller, String group) {
        var update = set.getSpec().getUpdateStrategy();
        var rolling = update == null ? null : update.getRollingUpdate();
        var partition = rolling == null ? 0 : Objects.requireNonNullElse(rolling.getPartition(), 0);
        var newest = partition == 0 && set.getStatus() != null
                && Objects.equals(set.getStatus().getObservedGeneration(), set.getMetadata().getGeneration())
                        ? Optional.ofNullable(set.getStatus().getUpdateRevision())
                        : Optional.<String>empty();
        var problem = tooMany(controller, "replicas", set.getSpec().getReplicas())
                .or(() -> unlabelled(controller, set.getSpec().getTemplate(), group));
        return found(controller, problem, newest, set.getSpec().getSelector());
    }

    private static Found deployment(Deployment deployment, Controller controller, String group) {
        var strategy = deployment.getSpec().getStrategy() == null
                ? "RollingUpdate"
                : deployment.getSpec().getStrategy().getType();
        var problem = tooMany(controller, "replicas", deployment.getSpec().getReplicas())
                .or(() -> "Recreate".equals(strategy)
                        ? unlabelled(controller, deployment.getSpec().getTemplate(), group)
                        : Optional.of(controller.words() + ": spec.strategy.type is " + strategy
                                + ", which starts the new pod beside the old one; set Recreate"));
        return found(controller, problem, Optional.empty(), deployment.getSpec().getSelector());
    }

    private static Optional<String> tooMany(Controller controller, String field, Integer number) {
        return number == null || number <= 1
                ? Optional.empty()
                : Optional.of(controller.words() + ": spec." + field + " is " + number
                        + "; a group runs one instance, set 1");
    }

    /** What it makes next would not wait at the gate, while this group believes that nothing runs. */
    private static Optional<String> unlabelled(Controller controller, PodTemplateSpec template, String group) {
        return template == null || group.equals(labels(template.getMetadata()).get(Names.GROUP_LABEL))
                ? Optional.empty()
                : Optional.of(controller.words() + ": spec.template.metadata.labels lacks " + Names.GROUP_LABEL + ": "
                        + group + ", so its next pod would pass the gate unseen; put it there");
    }

    private static Map<String, String> labels(ObjectMeta meta) {
        return meta == null || meta.getLabels() == null ? Map.of() : meta.getLabels();
    }

    private static Found found(Controller controller, Optional<String> problem, Optional<String> revision,
            LabelSelector selector) {
        var workload = problem.<Workload>map(p -> new Workload.Invalid(List.of(p)))
                .orElse(new Workload.Valid(controller.kind(), controller.name()));
        return new Found(workload, problem.isPresent() ? Optional.empty() : revision, Optional
                .ofNullable(selector).map(LabelSelector::getMatchLabels).map(labels -> new Maker(controller, labels)));
    }

    /**
     * Pods that it may have made and that do not carry the label of a group: from before its template did. What has
     * lost its controller counts, too.
     */
    List<Pod> unlabelled(String namespace, Maker maker) {
        return maker.selector().isEmpty()
                ? List.of()
                : api.podsWithLabels(namespace, maker.selector()).stream()
                        .filter(p -> !labels(p.getMetadata()).containsKey(Names.GROUP_LABEL))
                        .filter(p -> controller(p).flatMap(owner -> maker(namespace, owner))
                                .map(maker.controller()::equals).orElse(true))
                        .toList();
    }

    private static Found invalid(String problem) {
        return new Found(new Workload.Invalid(List.of(problem)), Optional.empty());
    }
}
