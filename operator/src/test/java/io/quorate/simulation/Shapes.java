package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Pods as kubelets, the scheduler and the garbage collector change them. */
final class Shapes {

    static final String KUBELET = "kubelet";
    static final String CONTROLLERS = "kube-controller-manager";

    /** Somebody else's finalizer, who takes it off in his own time. */
    static final String FOREIGN = "example.com/mesh";

    private Shapes() {}

    enum Container {
        WAITING, RUNNING, TERMINATED
    }

    /** The status that a kubelet writes; it owns the phase only where it changes it. */
    static Pod byKubelet(Pod pod, String phase, Container container, boolean ready, String now) {
        var began = began(pod) || container != Container.WAITING;
        var status = new ContainerStatusBuilder().withName("db").withContainerID(began ? "c" : null)
                .withState(state(container)).withRestartCount(restarts(pod)).build();
        return told(pod, status(phase, List.of(status), condition(pod, "Ready", ready, "")), KUBELET, now);
    }

    /** All that a pod's status holds here. */
    private static PodStatus status(String phase, List<ContainerStatus> containers, List<PodCondition> conditions) {
        var status = new PodStatus();
        status.setPhase(phase);
        status.setContainerStatuses(containers);
        status.setConditions(conditions);
        return status;
    }

    private static Pod told(Pod pod, PodStatus status, String manager, String now) {
        return Copies.with(pod, status, m -> m.setManagedFields(managed(pod, manager, status.getPhase(), now)));
    }

    private static Pod conditioned(Pod pod, String type, String reason) {
        var status = pod.getStatus();
        return Copies.with(pod, status(status.getPhase(), status.getContainerStatuses(),
                condition(pod, type, false, reason)));
    }

    private static io.fabric8.kubernetes.api.model.ContainerState state(Container container) {
        return switch (container) {
            case WAITING -> new ContainerStateBuilder().withNewWaiting().endWaiting().build();
            case RUNNING -> new ContainerStateBuilder().withNewRunning().endRunning().build();
            case TERMINATED -> new ContainerStateBuilder().withNewTerminated().withExitCode(0).endTerminated().build();
        };
    }

    /** The garbage collector gives a pod up: phase Failed over whatever its containers' last statuses were. */
    static Pod givenUp(Pod pod, String now) {
        var status = pod.getStatus();
        return told(pod, status("Failed", status.getContainerStatuses(), status.getConditions()), CONTROLLERS, now);
    }

    /** A kubelet will not have the pod: that says nothing of its containers. */
    static Pod rejected(Pod pod, String now) {
        return told(pod, status("Failed", List.of(), pod.getStatus().getConditions()), KUBELET, now);
    }

    /** The node controller doubts a pod whose node is silent. */
    static Pod doubted(Pod pod) {
        return conditioned(pod, "Ready", "");
    }

    static Pod unschedulable(Pod pod) {
        return conditioned(pod, "PodScheduled", "Unschedulable");
    }

    static boolean has(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals(type) && c.getStatus().equals("True"));
    }

    static boolean isUnschedulable(Pod pod) {
        return pod.getStatus().getConditions().stream().anyMatch(c -> "Unschedulable".equals(c.getReason()));
    }

    static boolean over(Pod pod) {
        var phase = pod.getStatus().getPhase();
        return phase.equals("Failed") || phase.equals("Succeeded");
    }

    static boolean deleted(Pod pod) { return pod.getMetadata().getDeletionTimestamp() != null; }

    /** What the kubelet said last of the pod's container; null if it never spoke of it. */
    static Container container(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().map(ContainerStatus::getState)
                .map(s -> s.getRunning() != null
                        ? Container.RUNNING
                        : s.getTerminated() != null ? Container.TERMINATED : Container.WAITING)
                .findFirst().orElse(null);
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().map(ContainerStatus::getRestartCount)
                .filter(Objects::nonNull).mapToInt(r -> r).sum();
    }

    /** Its container has to be started again. */
    static Pod restarted(Pod pod) {
        var status = pod.getStatus();
        var container = new ContainerStatusBuilder(status.getContainerStatuses().getFirst())
                .withRestartCount(restarts(pod) + 1).build();
        return Copies.with(pod, status(status.getPhase(), List.of(container), status.getConditions()));
    }

    private static boolean began(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().anyMatch(s -> s.getContainerID() != null);
    }

    private static List<PodCondition> condition(Pod pod, String type, boolean holds, String reason) {
        var conditions = new ArrayList<PodCondition>();
        pod.getStatus().getConditions().stream().filter(c -> !c.getType().equals(type)).forEach(conditions::add);
        conditions.add(new PodConditionBuilder().withType(type).withStatus(holds ? "True" : "False").withReason(reason)
                .withMessage(reason.isEmpty() ? null : "no room").build());
        return conditions;
    }

    /** An update gives a manager the fields whose value it changes, and takes them from their former owner. */
    private static List<ManagedFieldsEntry> managed(Pod pod, String manager, String phase, String now) {
        var entries = new ArrayList<ManagedFieldsEntry>();
        var changed = !phase.equals(pod.getStatus().getPhase());
        var owned = changed;
        for (var entry : pod.getMetadata().getManagedFields()) {
            var owns = !entry.getFieldsV1().getAdditionalProperties().isEmpty();
            if (entry.getManager().equals(manager)) {
                owned |= owns;
            } else {
                entries.add(owns && changed ? entry(entry.getManager(), false, entry.getTime()) : entry);
            }
        }
        entries.add(entry(manager, owned, now));
        return entries;
    }

    private static ManagedFieldsEntry entry(String manager, boolean ownsPhase, String time) {
        var fields = new FieldsV1();
        if (ownsPhase) {
            fields.setAdditionalProperty("f:status", Map.of("f:phase", Map.of()));
        }
        var entry = new ManagedFieldsEntry();
        entry.setManager(manager);
        entry.setSubresource("status");
        entry.setTime(time);
        entry.setFieldsV1(fields);
        return entry;
    }
}
