package io.quorate.core;

import java.time.Duration;
import java.util.Optional;

/**
 * When and whereto the group leaves a node.
 *
 * @param grace how long an owner is silent before the group believes in its loss
 * @param failures application failures that make the group leave; absent: they alone never do
 */
public record FailoverPolicy(Kind kind, Duration grace, Optional<FailureLimit> failures) {

    /** The choices. */
    public enum Kind {
        NEXT_IN_ORDER,
        /** The eligible owner with the least part of its room requested. */
        LEAST_LOADED,
        /** Stay: wait for the node to come back. */
        NEVER
    }

    /**
     * @param limit failures within {@code window} after which the node is left
     * @param avoidFor how long it is then avoided
     */
    public record FailureLimit(int limit, Duration window, Duration avoidFor) {}

    public static FailoverPolicy nextInOrder(Duration grace) {
        return new FailoverPolicy(Kind.NEXT_IN_ORDER, grace, Optional.empty());
    }
}
