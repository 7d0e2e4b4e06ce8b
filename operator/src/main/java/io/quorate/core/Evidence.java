package io.quorate.core;

import java.time.Instant;

/**
 * Why a former instance is known to be stopped.
 *
 * @param ref what showed it: a node and boot, or empty where the pod itself did
 * @param time when it was recorded, for people
 */
public record Evidence(Kind kind, String ref, Instant time) {

    /** The classes of evidence; the names are those of the API. */
    public enum Kind {
        /** The node's kubelet reported every container stopped, for good. */
        StopProof(true),
        /** Deleted, and never bound to a node: the API server refuses a later bind. */
        NeverBound(true),
        /** A fence of the node's boot succeeded, asked for after the deletion. */
        NodeFenced(false),
        /** Somebody set the node's out-of-service taint while it was silent. */
        OutOfService(false),
        /** A person says that this boot of the node has ended. */
        Attested(false),
        /** The Node object is gone, and the group says that machines go before their nodes. */
        NodeDeleted(false),
        /** The guard in the pod must have stopped it by now. */
        SelfFenced(false),
        /** None needed: the workload says that two may run. */
        Unfenced(false);

        private final boolean always;

        Kind(boolean always) {
            this.always = always;
        }

        /** Whether it counts without being named in {@code fencing.evidence}. */
        public boolean always() {
            return always;
        }
    }
}
