package io.quorate.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quorate.core.Workload;
import io.quorate.port.Api;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What makes a group's pods, and whether it has the shape that a group needs. */
final class WorkloadReading {

    /**
     * @param revision the revision that a StatefulSet would make a pod of now; absent where that can't be said
     */
    record Found(Workload workload, Optional<String> revision) {}

    private record Controller(String api, String kind, String name) {

        static Controller of(OwnerReference owner) {
            return new Controller(owner.getApiVersion(), owner.getKind(), owner.getName());
        }

        /** The kind, if it is Kubernetes' own and not that of another API of the same name. */
        String own() {
            return APPS.equals(api) ? kind : "";
        }

        String words() { return kind + " " + name + (own().isEmpty() ? " (" + api + ")" : ""); }
    }

    private static final String APPS = "apps/v1";

    private final Api api;

    WorkloadReading(Api api) {
        this.api = api;
    }

    Found of(String namespace, List<Pod> pods) {
        var controllers = new LinkedHashSet<Controller>();
        var problems = new ArrayList<String>();
        for (var pod : pods) {
            controller(pod).ifPresentOrElse(owner -> maker(namespace, owner).ifPresent(controllers::add),
                    () -> problems.add("Pod " + pod.getMetadata().getName()
                            + " has no StatefulSet or Deployment as its controller: nothing would make it anew; run it under one"));
        }
        if (controllers.size() > 1) {
            problems.add("several workloads carry the group's label ("
                    + String.join(", ", controllers.stream().map(Controller::words).toList())
                    + "): keep the label in one pod template");
        }
        if (problems.isEmpty() && controllers.isEmpty()) {
            return new Found(new Workload.None(), Optional.empty());
        }
        return problems.isEmpty()
                ? check(namespace, controllers.getFirst())
                : new Found(new Workload.Invalid(problems), Optional.empty());
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
            default -> new Found(new Workload.Invalid(List.of(controller.words()
                    + ": a group's pods come from one StatefulSet or Deployment; use one of them")), Optional.empty());
        };
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
        if (found.isEmpty()) {
            return new Found(new Workload.None(), Optional.empty());
        }
        var deployment = found.get();
        var replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        if (replicas > 1) {
            return invalid("Deployment " + controller.name() + ": spec.replicas is " + replicas
                    + "; a group runs one instance, set 1");
        }
        var strategy = deployment.getSpec().getStrategy() == null
                ? "RollingUpdate"
                : deployment.getSpec().getStrategy().getType();
        if (!"Recreate".equals(strategy)) {
            return invalid("Deployment " + controller.name() + ": spec.strategy.type is " + strategy
                    + ", which starts the new pod beside the old one; set Recreate");
        }
        return new Found(new Workload.Valid(controller.kind(), controller.name()), Optional.empty());
    }

    private static Found invalid(String problem) {
        return new Found(new Workload.Invalid(List.of(problem)), Optional.empty());
    }
}
