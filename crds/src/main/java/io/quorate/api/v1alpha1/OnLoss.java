package io.quorate.api.v1alpha1;

/** What happens to a running group when its quorum is lost. */
public enum OnLoss {
    /** It is stopped. */
    Suspend,
    /** It is left as it is; nothing is started or moved. */
    Freeze
}
