package io.quorate.api.v1alpha1;

/** Evidence that a group may accept beyond {@code StopProof} and {@code NeverBound}, which always count. */
public enum EvidenceKind {
    /** Somebody set the taint {@code node.kubernetes.io/out-of-service} while the node was silent. */
    OutOfService
}
