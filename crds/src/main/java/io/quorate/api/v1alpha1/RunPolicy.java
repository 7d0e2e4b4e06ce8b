package io.quorate.api.v1alpha1;

/** Whether Quorate acts for a group. */
public enum RunPolicy {
    /** It runs whenever it may. */
    Always,
    /** Nothing is started, stopped or moved; only what is proven stopped is let go. */
    Paused,
    /** It is stopped, in order, and stays stopped. */
    Stopped
}
