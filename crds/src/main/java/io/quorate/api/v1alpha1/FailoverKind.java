package io.quorate.api.v1alpha1;

/** Whereto a group fails over. */
public enum FailoverKind {
    /** To the next owner in order that can take over. */
    NextInOrder,
    /** To the owner of which others ask least. */
    LeastLoaded,
    /** Nowhere. */
    Never
}
