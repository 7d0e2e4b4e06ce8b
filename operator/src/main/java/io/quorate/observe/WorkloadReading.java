package io.quorate.observe;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quorate.core.Workload;
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

    private record Controller(String kind, String name) {}

    private final KubernetesClient client;

    WorkloadReading(KubernetesClient client) {
        this.client = client;
    }

    Found of(String namespace, List<Pod> pods) {
        var controllers = new LinkedHashSet<Controller>();
        var problems = new ArrayList<String>();
        for (var pod : pods) {
            controller(namespace, pod).ifPresentOrElse(controllers::add,
                    () -> problems.add("Pod " + pod.getMetadata().getName()
                            + " has no StatefulSet or Deployment as its controller: nothing would make it anew; run it under one"));
        }
        if (controllers.size() > 1) {
            problems.add("several workloads carry the group's label ("
                    + String.join(", ", controllers.stream().map(c -> c.kind() + " " + c.name()).toList())
                    + "): keep the label in one pod template");
        }
        if (problems.isEmpty() && controllers.isEmpty()) {
            return new Found(new Workload.None(), Optional.empty());
        }
        return problems.isEmpty()
                ? check(namespace, controllers.getFirst())
                : new Found(new Workload.Invalid(problems), Optional.empty());
    }

    private Optional<Controller> controller(String namespace, Pod pod) {
        var owner = pod.getMetadata().getOwnerReferences().stream().filter(o -> Boolean.TRUE.equals(o.getController()))
                .findFirst();
        return owner.flatMap(o -> o.getKind().equals("ReplicaSet")
                ? ofReplicaSet(namespace, o)
                : Optional.of(new Controller(o.getKind(), o.getName())));
    }

    private Optional<Controller> ofReplicaSet(String namespace, OwnerReference owner) {
        var set = client.apps().replicaSets().inNamespace(namespace).withName(owner.getName()).get();
        if (set == null) {
            return Optional.of(new Controller("ReplicaSet", owner.getName()));
        }
        return Optional.of(set.getMetadata().getOwnerReferences().stream()
                .filter(o -> Boolean.TRUE.equals(o.getController())).findFirst()
                .map(o -> new Controller(o.getKind(), o.getName()))
                .orElse(new Controller("ReplicaSet", owner.getName())));
    }

    private Found check(String namespace, Controller controller) {
        return switch (controller.kind()) {
            case "StatefulSet" -> statefulSet(
                    client.apps().statefulSets().inNamespace(namespace).withName(controller.name()).get(), controller);
            case "Deployment" -> deployment(
                    client.apps().deployments().inNamespace(namespace).withName(controller.name()).get(), controller);
            default -> new Found(new Workload.Invalid(List.of(controller.kind() + " " + controller.name()
                    + ": a group's pods come from one StatefulSet or Deployment; use one of them")), Optional.empty());
        };
    }

    private static Found statefulSet(StatefulSet set, Controller controller) {
        if (set == null) {
            return new Found(new Workload.None(), Optional.empty());
        }
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

    private static Found deployment(Deployment deployment, Controller controller) {
        if (deployment == null) {
            return new Found(new Workload.None(), Optional.empty());
        }
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
