package io.quorate.api.v1alpha1;

/** Who votes beside the owners. */
public enum Witness {
    /** Nobody. */
    None,
    /** The control plane, if the owners are of an even number: whoever decides has just reached it. */
    ControlPlane
}
