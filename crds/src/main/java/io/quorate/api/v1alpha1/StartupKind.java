package io.quorate.api.v1alpha1;

/** Where a group starts that was not running. */
public enum StartupKind {
    /** On the first owner in order that can. */
    FirstAvailable,
    /** On the home node and no other. */
    HomeNode,
    /** As the first, once every owner is online. */
    AllOwners
}
