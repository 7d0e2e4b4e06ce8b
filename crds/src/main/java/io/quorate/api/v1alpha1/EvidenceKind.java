package io.quorate.api.v1alpha1;

/** Evidence that a group may accept beyond {@code StopProof} and {@code NeverBound}, which always count. */
public enum EvidenceKind {
    /** A fence of the node's boot succeeded, asked for after the instance was deleted. */
    NodeFenced,
    /** Somebody set the taint {@code node.kubernetes.io/out-of-service} while the node was silent. */
    OutOfService,
    /** A person says, with {@code kubectl quorate confirm-stopped}, that this boot of the node has ended. */
    Attested,
    /** The Node object is gone, and machines go before their nodes. */
    NodeDeleted,
    /** None is needed: two may run. Alone in the list. */
    Unfenced
}
