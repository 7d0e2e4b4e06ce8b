package io.quorate.api.v1alpha1;

/** Whether a node that was fenced is declared out of service. */
public enum OutOfServicePolicy {
    Never,
    /** From the fence until the node has booted anew and nothing of its last boot is left. */
    AfterFence
}
