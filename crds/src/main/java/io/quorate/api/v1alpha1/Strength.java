package io.quorate.api.v1alpha1;

/** How much a constraint counts. */
public enum Strength {
    /** The group rather does not run. */
    Required,
    /** Of several owners, one that keeps it comes first. */
    Preferred
}
