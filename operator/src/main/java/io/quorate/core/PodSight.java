package io.quorate.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pod that matters to a group: it carries the group's label, or the record knows its uid.
 *
 * @param resource the part of the group that it is an instance of
 * @param node the node it is bound to, if it is
 * @param gate whether Quorate's gate still holds it
 * @param otherGates gates of others: Quorate opens only where its own is the last
 * @param held whether it carries the finalizer {@code quorate.io/stop-proof}
 * @param heldNow whether the finalizer was put on under the group's present record: otherwise the pod may have been
 *     admitted in one that was lost, and somebody may be about to open its gate
 * @param epoch the epoch stamped on it when its gate was opened for <em>this</em> group
 * @param deletedAt its deletionTimestamp
 * @param forced whether it was deleted with grace 0 already
 * @param phaseByKubelet whether a kubelet stands behind the phase: it wrote it, or it wrote the status after whoever
 *     did (a kubelet that finds its own answer there already does not write it again)
 * @param restarts how often its containers have been restarted in place, in sum
 * @param stale gated, and of a revision that its controller would not make any more
 * @param requests what it asks of a node, in thousandths of each resource's unit
 */
public record PodSight(String resource, String name, String uid, String resourceVersion, Optional<String> node,
        boolean gate,
        List<String> otherGates, boolean held, boolean heldNow, OptionalLong epoch, Optional<Instant> deletedAt,
        boolean forced,
        Phase phase,
        boolean phaseByKubelet, List<ContainerSight> containers, boolean ready, boolean unschedulable, String trouble,
        int restarts,
        boolean stale, Map<String, Long> requests) {

    /** Pod phase. */
    public enum Phase {
        PENDING, RUNNING, SUCCEEDED, FAILED, UNKNOWN
    }

    public PodSight {
        otherGates = List.copyOf(otherGates);
        containers = List.copyOf(containers);
        requests = Map.copyOf(requests);
    }

    public boolean deleted() { return deletedAt.isPresent(); }

    /** Ended for good by its kubelet's word: no kubelet starts a pod again whose phase is terminal. */
    public boolean over() {
        return terminal() && phaseByKubelet && !containers.isEmpty()
                && containers.stream().allMatch(c -> c.state() == ContainerSight.State.TERMINATED);
    }

    public boolean terminal() { return phase == Phase.SUCCEEDED || phase == Phase.FAILED; }
}
