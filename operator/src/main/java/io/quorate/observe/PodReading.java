package io.quorate.observe;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.quorate.api.v1alpha1.Names;
import io.quorate.core.ContainerSight;
import io.quorate.core.PodSight;
import io.quorate.core.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a {@link PodSight} of a Pod. */
final class PodReading {

    private PodReading() {}

    /** @param resource that it is an instance of: as its label says, unless it has none of the group */
    static PodSight of(Pod pod, String resource, String groupUid, Optional<String> recordUid, Set<String> kubelets,
            boolean stale) {
        var meta = pod.getMetadata();
        var gates = pod.getSpec().getSchedulingGates().stream().map(PodSchedulingGate::getName).toList();
        var gate = gated(pod);
        return new PodSight(resource, meta.getName(), meta.getUid(), meta.getResourceVersion(),
                Optional.ofNullable(pod.getSpec().getNodeName()).filter(n -> !n.isEmpty()), gate,
                gates.stream().filter(g -> !g.equals(Names.GATE)).toList(),
                meta.getFinalizers().contains(Names.STOP_PROOF), heldNow(pod, recordUid),
                epoch(pod, groupUid), Optional.ofNullable(meta.getDeletionTimestamp()).map(Instant::parse),
                Objects.equals(meta.getDeletionGracePeriodSeconds(), 0L), phase(pod), phaseByKubelet(pod, kubelets),
                containers(pod),
                condition(pod, "Ready").filter("True"::equals).isPresent(), unschedulable(pod), trouble(pod),
                restarts(pod),
                gate && stale, PodRequests.of(pod));
    }

    /** Whether Quorate's gate holds it. */
    static boolean gated(Pod pod) {
        return pod.getSpec().getSchedulingGates().stream().anyMatch(g -> g.getName().equals(Names.GATE));
    }

    /** The name of the resource that a pod is an instance of. */
    static String resource(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).map(l -> l.get(Names.RESOURCE_LABEL))
                .filter(r -> !r.isEmpty()).orElse(Resource.MAIN.name());
    }

    private static boolean heldNow(Pod pod, Optional<String> recordUid) {
        var under = Optional.ofNullable(pod.getMetadata().getAnnotations()).map(a -> a.get(Names.RECORD_UID));
        return pod.getMetadata().getFinalizers().contains(Names.STOP_PROOF) && under.isPresent()
                && under.equals(recordUid);
    }

    private static OptionalLong epoch(Pod pod, String groupUid) {
        var annotations = Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
        var epoch = annotations.get(Names.EPOCH);
        if (epoch == null || !groupUid.equals(annotations.get(Names.GROUP_UID)) || !epoch.matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(epoch));
    }

    private static PodSight.Phase phase(Pod pod) {
        return switch (Objects.requireNonNullElse(pod.getStatus().getPhase(), "")) {
            case "Pending" -> PodSight.Phase.PENDING;
            case "Running" -> PodSight.Phase.RUNNING;
            case "Succeeded" -> PodSight.Phase.SUCCEEDED;
            case "Failed" -> PodSight.Phase.FAILED;
            default -> PodSight.Phase.UNKNOWN;
        };
    }

    /**
     * Whether a kubelet stands behind the phase: it owns the field, or it wrote the status after the one who does. A
     * phase that the garbage collector wrote first and the kubelet confirmed later keeps both as owners.
     */
    private static boolean phaseByKubelet(Pod pod, Set<String> kubelets) {
        var status = pod.getMetadata().getManagedFields().stream().filter(m -> "status".equals(m.getSubresource()))
                .toList();
        var byKubelet = status.stream().filter(m -> kubelets.contains(m.getManager())).toList();
        if (byKubelet.stream().anyMatch(PodReading::ownsPhase)) {
            return true;
        }
        var others = status.stream().filter(m -> !kubelets.contains(m.getManager()) && ownsPhase(m))
                .map(ManagedFieldsEntry::getTime).toList();
        // The API server puts a time on every entry; where it is missing, nothing is known to be later.
        return !others.isEmpty() && !others.contains(null)
                && byKubelet.stream().map(ManagedFieldsEntry::getTime).filter(Objects::nonNull)
                        .anyMatch(t -> others.stream().allMatch(o -> t.compareTo(o) > 0));
    }

    private static boolean ownsPhase(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().get("f:status") instanceof Map<?, ?> status
                && status.containsKey("f:phase");
    }

    private static List<ContainerSight> containers(Pod pod) {
        var spec = pod.getSpec();
        var names = new ArrayList<String>();
        spec.getInitContainers().forEach(c -> names.add(c.getName()));
        spec.getContainers().forEach(c -> names.add(c.getName()));
        spec.getEphemeralContainers().forEach(c -> names.add(c.getName()));
        var status = pod.getStatus();
        var reported = new TreeMap<String, ContainerStatus>();
        Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses(),
                status.getEphemeralContainerStatuses())
                .flatMap(List::stream).forEach(s -> reported.put(s.getName(), s));
        return names.stream().map(n -> container(n, reported.get(n))).toList();
    }

    private static ContainerSight container(String name, ContainerStatus status) {
        if (status == null || status.getState() == null) {
            return new ContainerSight(name, ContainerSight.State.UNREPORTED, false);
        }
        var last = status.getLastState();
        var began = status.getContainerID() != null && !status.getContainerID().isEmpty()
                || last != null && (last.getTerminated() != null || last.getRunning() != null);
        var state = status.getState().getRunning() != null
                ? ContainerSight.State.RUNNING
                : status.getState().getTerminated() != null
                        ? ContainerSight.State.TERMINATED
                        : ContainerSight.State.WAITING;
        return new ContainerSight(name, state, began);
    }

    private static Optional<String> condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream().filter(c -> c.getType().equals(type)).map(c -> c.getStatus())
                .findFirst();
    }

    private static boolean unschedulable(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("PodScheduled") && "False".equals(c.getStatus())
                        && "Unschedulable".equals(c.getReason()));
    }

    /** Why it does not get on, in the words of scheduler or kubelet. */
    private static String trouble(Pod pod) {
        if (unschedulable(pod)) {
            return pod.getStatus().getConditions().stream().filter(c -> c.getType().equals("PodScheduled"))
                    .map(c -> c.getMessage()).findFirst().orElse("");
        }
        return pod.getStatus().getContainerStatuses().stream()
                .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
                .map(s -> s.getName() + ": " + s.getState().getWaiting().getReason()).findFirst().orElse("");
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .mapToInt(c -> Objects.requireNonNullElse(c.getRestartCount(), 0)).sum();
    }
}
