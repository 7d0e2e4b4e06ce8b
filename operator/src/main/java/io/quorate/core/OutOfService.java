package io.quorate.core;

/** What a node's taint {@code node.kubernetes.io/out-of-service} is worth as evidence. */
public enum OutOfService {
    /** No such taint. */
    ABSENT,
    /** The node has not renewed its Lease since the taint was first seen: whoever set it may be believed. */
    UNCONTRADICTED,
    /** Quorate's own, after a fence: so that volumes detach. It is no evidence, but follows from it. */
    OWN,
    /** The node renewed its Lease under the taint: it runs, whatever the taint says. */
    CONTRADICTED
}
