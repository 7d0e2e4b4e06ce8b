package io.quorate.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
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
     * @param deployment whose pods may run beside each other; absent for what makes one only when the last is gone
     */
    record Found(Workload workload, Optional<String> revision, Optional<Deployment> deployment) {
        Found(Workload workload, Optional<String> revision) {
            this(workload, revision, Optional.empty());
        }
    }

    private record Controller(String api, String kind, String name) {

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

    private final Api api;

    WorkloadReading(Api api) {
        this.api = api;
    }

    Found of(String namespace, List<Pod> pods) {
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
                ? new Found(new Workload.None(), Optional.empty())
                : check(namespace, controllers.getFirst());
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

    private Found check(String namespace, Controller controller) {
        return switch (controller.own()) {
            case "StatefulSet" -> statefulSet(api.statefulSet(namespace, controller.name()), controller);
            case "Deployment" -> deployment(api.deployment(namespace, controller.name()), controller);
            case "Job" -> job(api.job(namespace, controller.name()), controller);
            case Workload.POD -> valid(controller);
            default -> invalid(controller.words()
                    + ": a group's pods come from one StatefulSet, Deployment or Job; use one of them");
        };
    }

    private static Found valid(Controller controller) {
        return new Found(new Workload.Valid(controller.kind(), controller.name()), Optional.empty());
    }

    private static Found job(Optional<Job> found, Controller controller) {
        if (found.isEmpty()) {
            return new Found(new Workload.None(), Optional.empty());
        }
        var parallelism = Objects.requireNonNullElse(found.get().getSpec().getParallelism(), 1);
        return parallelism > 1
                ? invalid("Job " + controller.name() + ": spec.parallelism is " + parallelism
                        + "; a group runs one instance, set 1")
                : valid(controller);
    }

    private static Found statefulSet(Optional<StatefulSet> found, Controller controller) {
        if (found.isEmpty()) {
            return new Found(new Workload.None(), Optional.empty());
        }
        var set = found.get();
        var replicas = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        if (replicas > 1) {
            return invalid("StatefulSet " + controller.name() + ": spec.replicas is " + replicas
                    + "; a group runs one instance, set 1");
        }
        var update = set.getSpec().getUpdateStrategy();
        var rolling = update == null ? null : update.getRollingUpdate();
        var partition = rolling == null ? 0 : Objects.requireNonNullElse(rolling.getPartition(), 0);
        var newest = partition == 0 && set.getStatus() != null
                && Objects.equals(set.getStatus().getObservedGeneration(), set.getMetadata().getGeneration())
                        ? Optional.ofNullable(set.getStatus().getUpdateRevision())
                        : Optional.<String>empty();
        return new Found(new Workload.Valid(controller.kind(), controller.name()), newest);
    }

    private static Found deployment(Optional<Deployment> found, Controller controller) {
        return found.map(d -> new Found(fit(d, controller), Optional.empty(), found))
                .orElse(new Found(new Workload.None(), Optional.empty()));
    }

    private static Workload fit(Deployment deployment, Controller controller) {
        var replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        if (replicas > 1) {
            return new Workload.Invalid(List.of("Deployment " + controller.name() + ": spec.replicas is " + replicas
                    + "; a group runs one instance, set 1"));
        }
        var strategy = deployment.getSpec().getStrategy() == null
                ? "RollingUpdate"
                : deployment.getSpec().getStrategy().getType();
        return "Recreate".equals(strategy)
                ? new Workload.Valid(controller.kind(), controller.name())
                : new Workload.Invalid(List.of("Deployment " + controller.name() + ": spec.strategy.type is " + strategy
                        + ", which starts the new pod beside the old one; set Recreate"));
    }

    /** Pods of a Deployment that do not carry the label of a group: made before its template did. */
    List<Pod> unlabelled(Deployment deployment) {
        var namespace = deployment.getMetadata().getNamespace();
        var own = new Controller(APPS, "Deployment", deployment.getMetadata().getName());
        var selector = Optional.ofNullable(deployment.getSpec().getSelector()).map(LabelSelector::getMatchLabels);
        return selector.filter(s -> !s.isEmpty()).map(s -> api.podsWithLabels(namespace, s)).orElse(List.of()).stream()
                .filter(p -> !Optional.ofNullable(p.getMetadata().getLabels()).orElse(Map.of())
                        .containsKey(Names.GROUP_LABEL))
                .filter(p -> controller(p).flatMap(owner -> maker(namespace, owner)).filter(own::equals).isPresent())
                .toList();
    }

    private static Found invalid(String problem) {
        return new Found(new Workload.Invalid(List.of(problem)), Optional.empty());
    }
}
