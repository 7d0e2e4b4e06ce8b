package io.quorate.act;

import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.core.PodSight;
import io.quorate.core.Step;
import io.quorate.observe.Observation;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Carries out one step, guarded by the versions it was decided on: it happens exactly as it was meant, or not at all.
 */
public final class Actor {

    private static final int UNPROCESSABLE = 422;

    private final Api api;
    private final GroupRecords groupRecords;
    private final NodeRecords nodeRecords;
    private final String namespace;

    public Actor(Api api, GroupRecords groupRecords, NodeRecords nodeRecords, String namespace) {
        this.api = api;
        this.namespace = namespace;
        this.groupRecords = groupRecords;
        this.nodeRecords = nodeRecords;
    }

    /**
     * Whether the step was taken. If not, the world has moved on since it was decided: look and decide anew.
     *
     * @throws ApiException if the API server refused for another reason, or did not answer
     */
    public boolean take(Step step, Observation seen) {
        try {
            return carryOut(step, seen);
        } catch (ApiException e) {
            if (outrun(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A failed {@code test} of a JSON Patch is a 422 without a cause; one with causes is a refusal that must be seen. */
    private static boolean outrun(ApiException e) {
        return e.overtaken() || e.code() == UNPROCESSABLE && !e.explained();
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
            case Step.ShowEpoch s -> {
                show(seen.group(), s.epoch());
                yield true;
            }
            case Step.HoldPod s -> patch(seen, s.pod(), pod -> PodPatch.hold(pod, seen.recordUid(),
                    seen.group().getMetadata().getName(), s.pod().resource()));
            case Step.StampPod s -> patch(seen, s.pod(), pod -> PodPatch.stamp(pod, s.epoch(), uid));
            case Step.OpenGate s -> patch(seen, s.pod(), pod -> PodPatch.open(pod, s.node(), s.epoch(), uid));
            case Step.LetPodGo s -> patch(seen, s.pod(), PodPatch::letGo);
            case Step.DeletePod s -> delete(seen, s.pod(), OptionalLong.empty());
            case Step.ForceDeletePod s -> delete(seen, s.pod(), OptionalLong.of(0));
            case Step.AskFence s -> {
                api.create(FenceRequest.of(namespace, s.node(), s.machine(), s.covers(), s.priority(),
                        s.reason()));
                yield true;
            }
            case Step.LetRecordGo _ -> {
                groupRecords.letGo(seen.group(), seen.recordVersion().orElseThrow());
                yield true;
            }
        };
    }

    private void show(ResourceGroup group, long epoch) {
        var changed = new ResourceGroup();
        changed.setMetadata(group.getMetadata());
        changed.setSpec(group.getSpec());
        changed.setStatus(Optional.ofNullable(group.getStatus()).orElse(ResourceGroupStatus.EMPTY).withEpoch(epoch));
        api.updateStatus(changed);
    }

    private boolean patch(Observation seen, PodSight sight, Function<Pod, String> patch) {
        var namespace = seen.group().getMetadata().getNamespace();
        var pod = api.pod(namespace, sight.name())
                .filter(p -> p.getMetadata().getResourceVersion().equals(sight.resourceVersion()));
        pod.ifPresent(p -> api.patchPod(namespace, sight.name(), patch.apply(p)));
        return pod.isPresent();
    }

    private boolean delete(Observation seen, PodSight sight, OptionalLong grace) {
        api.deletePod(seen.group().getMetadata().getNamespace(), sight.name(), sight.uid(), sight.resourceVersion(),
                grace);
        return true;
    }
}
