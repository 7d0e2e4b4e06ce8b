package io.quorate.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quorate.core.PodSight;
import io.quorate.core.Step;
import io.quorate.observe.Observation;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries out one step, guarded by the versions it was decided on: it happens exactly as it was meant, or not at all.
 */
public final class Actor {

    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final GroupRecords groupRecords;
    private final NodeRecords nodeRecords;

    public Actor(KubernetesClient client, GroupRecords groupRecords, NodeRecords nodeRecords) {
        this.client = client;
        this.groupRecords = groupRecords;
        this.nodeRecords = nodeRecords;
    }

    /**
     * Whether the step was taken. If not, the world has moved on since it was decided: look and decide anew.
     *
     * @throws KubernetesClientException if the API server refused for another reason, or did not answer
     */
    public boolean take(Step step, Observation seen) {
        try {
            return carryOut(step, seen);
        } catch (KubernetesClientException e) {
            if (outrun(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A failed {@code test} of a JSON Patch is a 422 without a cause; one with causes is a refusal that must be seen. */
    private static boolean outrun(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND -> true;
            case UNPROCESSABLE -> Optional.ofNullable(e.getStatus()).map(Status::getDetails)
                    .map(d -> d.getCauses().isEmpty()).orElse(true);
            default -> false;
        };
    }

    private boolean carryOut(Step step, Observation seen) {
        var uid = seen.group().getMetadata().getUid();
        return switch (step) {
            case Step.WriteRecord s -> {
                groupRecords.write(seen.group(), seen.recordVersion(), s.next(), s.reason().startsWith("Rebuilt"));
                yield true;
            }
            case Step.WriteNodeRecord s -> {
                nodeRecords.write(Optional.ofNullable(seen.nodeRecordVersions().get(s.next().node())), s.next());
                yield true;
            }
            case Step.HoldPod s -> patch(seen, s.pod(), PodPatch::hold);
            case Step.StampPod s -> patch(seen, s.pod(), pod -> PodPatch.stamp(pod, s.epoch(), uid));
            case Step.OpenGate s -> patch(seen, s.pod(), pod -> PodPatch.open(pod, s.node(), s.epoch(), uid));
            case Step.LetPodGo s -> patch(seen, s.pod(), PodPatch::letGo);
            case Step.DeletePod s -> delete(seen, s.pod(), null);
            case Step.ForceDeletePod s -> delete(seen, s.pod(), 0L);
            case Step.LetRecordGo _ -> {
                groupRecords.letGo(seen.group(), seen.recordVersion().orElseThrow());
                yield true;
            }
        };
    }

    private boolean patch(Observation seen, PodSight sight, Function<Pod, String> patch) {
        var resource = client.pods().inNamespace(seen.group().getMetadata().getNamespace()).withName(sight.name());
        var pod = resource.get();
        if (pod == null || !pod.getMetadata().getResourceVersion().equals(sight.resourceVersion())) {
            return false;
        }
        resource.patch(PatchContext.of(PatchType.JSON), patch.apply(pod));
        return true;
    }

    private boolean delete(Observation seen, PodSight sight, Long grace) {
        var options = new DeleteOptionsBuilder().withNewPreconditions(sight.resourceVersion(), sight.uid())
                .withGracePeriodSeconds(grace).build();
        client.raw("/api/v1/namespaces/" + seen.group().getMetadata().getNamespace() + "/pods/" + sight.name(),
                "DELETE", options);
        return true;
    }
}
