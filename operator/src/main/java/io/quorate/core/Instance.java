package io.quorate.core;

import java.time.Instant;
import java.util.Optional;

/**
 * One pod, by uid, as the record knows it: from before its gate opens until it is settled.
 *
 * @param machine the machine behind the node when the instance was admitted
 * @param epoch of the claim it was let through under; 0 if it never was: found running, and not ours to stop
 * @param since when it was admitted
 * @param readyAt when it was first seen ready
 * @param restarts its containers' restarts that are counted already
 * @param bootAtDelete the node's boot when the deletion was found accepted; a fence of that boot is evidence
 */
public record Instance(String resource, String podUid, String pod, String node, Machine machine, long epoch,
        State state, Instant since, Optional<Instant> readyAt, int restarts, Optional<Instant> deletedAt,
        Optional<String> bootAtDelete,
        Optional<Evidence> evidence) {

    /** Only {@link #STOPPED} is proof; everything else may be running. */
    public enum State {
        /** Its gate may be open, or about to be. */
        ADMITTED,
        /** Its deletion is accepted by the API server; nothing can start it any more once its node is off. */
        STOPPING,
        /** Proven. */
        STOPPED
    }

    public static Instance admitted(PodSight pod, String node, Machine machine, long epoch, Instant now) {
        return new Instance(pod.resource(), pod.uid(), pod.name(), node, machine, epoch, State.ADMITTED, now,
                Optional.empty(), pod.restarts(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same where it really is: the node that its pod is bound to says more than what was intended. */
    public Instance boundTo(String other, Machine there) {
        return new Instance(resource, podUid, pod, other, there, epoch, State.ADMITTED, since, readyAt, restarts,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Instance stopping(Instant at, String boot) {
        return new Instance(resource, podUid, pod, node, machine, epoch, State.STOPPING, since, readyAt, restarts,
                Optional.of(at), Optional.of(boot), Optional.empty());
    }

    public Instance stopped(Evidence proof) {
        return new Instance(resource, podUid, pod, node, machine, epoch, State.STOPPED, since, readyAt, restarts,
                deletedAt,
                bootAtDelete, Optional.of(proof));
    }

    /** Not proven stopped after all. */
    public Instance revived() {
        return boundTo(node, machine);
    }

    /** Taken over under a claim, where it runs. */
    public Instance adopted(long newEpoch, Instant now) {
        return new Instance(resource, podUid, pod, node, machine, newEpoch, state, now, readyAt, restarts, deletedAt,
                bootAtDelete, evidence);
    }

    public Instance restarted(int times) {
        return new Instance(resource, podUid, pod, node, machine, epoch, state, since, readyAt, times, deletedAt,
                bootAtDelete,
                evidence);
    }

    public Instance readySince(Instant now) {
        return new Instance(resource, podUid, pod, node, machine, epoch, state, since, Optional.of(now), restarts,
                deletedAt, bootAtDelete, evidence);
    }

    public boolean settled() { return state == State.STOPPED; }

    /** Found running, never let through: it blocks every start elsewhere, and Quorate does not stop it. */
    public boolean found() {
        return epoch == 0;
    }
}
