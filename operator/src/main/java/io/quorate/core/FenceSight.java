package io.quorate.core;

import java.util.Set;

/**
 * One attempt to establish that a boot of a node has ended.
 *
 * @param covers uids of pods that were deleted before it began: it is evidence for these alone
 * @param kind what its success is: {@code NodeFenced} or {@code Attested}
 */
public record FenceSight(String name, Machine machine, Set<String> covers, Evidence.Kind kind, State state,
        String message) {

    /** How far it is. */
    public enum State {
        RUNNING, SUCCEEDED,
        /** Every method has been tried. */
        FAILED,
        /** It had succeeded, and the same boot was heard of again. */
        CONTRADICTED
    }

    public FenceSight {
        covers = Set.copyOf(covers);
    }
}
