package io.quorate.core;

import java.time.Instant;
import java.util.Optional;

/**
 * One pod, by uid, as the record knows it: from before its gate opens until it is settled.
 *
 * @param machine the machine behind the node when the instance was admitted
 * @param bootAtDelete the node's boot when the deletion was found accepted; a fence of that boot is evidence
 */
public record Instance(String resource, String podUid, String pod, String node, Machine machine, long epoch,
        State state, Optional<Instant> deletedAt, Optional<String> bootAtDelete, Optional<Evidence> evidence) {

    /** Only {@link #STOPPED} is proof; everything else may be running. */
    public enum State {
        /** Its gate may be open, or about to be. */
        ADMITTED,
        /** Its deletion is accepted by the API server; nothing can start it any more once its node is off. */
        STOPPING,
        /** Proven. */
        STOPPED
    }

    public static Instance admitted(String resource, PodSight pod, String node, Machine machine, long epoch) {
        return new Instance(resource, pod.uid(), pod.name(), node, machine, epoch, State.ADMITTED, Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    /** The same where it really is: the node that its pod is bound to says more than what was intended. */
    public Instance boundTo(String other, Machine there) {
        return new Instance(resource, podUid, pod, other, there, epoch, State.ADMITTED, Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Instance stopping(Instant at, String boot) {
        return new Instance(resource, podUid, pod, node, machine, epoch, State.STOPPING, Optional.of(at),
                Optional.of(boot), Optional.empty());
    }

    public Instance stopped(Evidence proof) {
        return new Instance(resource, podUid, pod, node, machine, epoch, State.STOPPED, deletedAt, bootAtDelete,
                Optional.of(proof));
    }

    public boolean settled() { return state == State.STOPPED; }
}
