package io.quorate.api.v1alpha1;

/** Whether a group goes back. */
public enum FailbackKind {
    /** It stays. */
    Never,
    /** It goes back when it may. */
    Automatic
}
