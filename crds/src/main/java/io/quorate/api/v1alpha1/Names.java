package io.quorate.api.v1alpha1;

/** Names that pods, records and groups carry. */
public final class Names {

    /** Label in a pod template: the group that the pod belongs to. */
    public static final String GROUP_LABEL = "quorate.io/group";
    /** Label in a pod template: the resource of the group that the pod is an instance of; absent: {@code main}. */
    public static final String RESOURCE_LABEL = "quorate.io/resource";
    /** Scheduling gate that keeps a pod from being bound until it is let through. */
    public static final String GATE = "quorate.io/quorum";
    /** Finalizer that keeps a pod's object until it is proven stopped. */
    public static final String STOP_PROOF = "quorate.io/stop-proof";
    /** Finalizer that keeps a group until it is released. */
    public static final String RELEASE = "quorate.io/release";
    /** Annotation: epoch under which a pod was let through; a fencing token for the application. */
    public static final String EPOCH = "quorate.io/epoch";
    /** Annotation: uid of the group that let the pod through. */
    public static final String GROUP_UID = "quorate.io/group-uid";
    /** Annotation: uid of the record under which the finalizer was put on; what a lost record admitted shows by it. */
    public static final String RECORD_UID = "quorate.io/record-uid";
    /** Label of a record: {@code group}, {@code node} or {@code cluster}. */
    public static final String RECORD_LABEL = "quorate.io/record";
    /** Label of a NodeFence: namespace of the operator that carries it out; without it, every operator does. */
    public static final String OPERATOR_LABEL = "quorate.io/operator";

    private Names() {}
}
