package io.quorate.api.v1alpha1;

/** What a group needs of its owners. */
public enum QuorumRule {
    /** More than half of the owners. */
    Majority,
    /** One owner is enough. */
    AtLeastOne,
    /** As many as {@code minimumOnline} says. */
    MinimumOnline,
    /** {@code expression} says whether those online suffice. */
    SufficientResources
}
