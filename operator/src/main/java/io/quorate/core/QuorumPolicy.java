package io.quorate.core;

/**
 * What the group needs of its owners to be allowed to run.
 *
 * @param minimumOnline owners needed under {@link Quorum.Rule#MINIMUM_ONLINE}, else 0
 * @param witness whether the control plane adds a vote to an even number of owners: whoever decides has reached it
 */
public record QuorumPolicy(Quorum.Rule rule, int minimumOnline, boolean witness, OnLoss onLoss) {

    /** What happens to a running group when its quorum is lost. */
    public enum OnLoss {
        /** Stop it. */
        SUSPEND,
        /** Leave what runs; start and move nothing. */
        FREEZE
    }

    public static final QuorumPolicy MAJORITY = new QuorumPolicy(Quorum.Rule.MAJORITY, 0, false, OnLoss.SUSPEND);
}
