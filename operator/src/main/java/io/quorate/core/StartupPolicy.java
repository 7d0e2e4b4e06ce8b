package io.quorate.core;

import java.time.Duration;

/**
 * Where a group starts that was not running: at first, after a stop by hand, after its suspension.
 *
 * @param settling how long all owners are waited for; afterwards quorum suffices
 */
public record StartupPolicy(Kind kind, Duration settling) {

    /** The choices. */
    public enum Kind {
        /** The first owner in order that can. */
        FIRST_AVAILABLE,
        /** The home node and no other. */
        HOME_NODE,
        /** As the first, once every owner is online. */
        ALL_OWNERS
    }

    public static final StartupPolicy FIRST_AVAILABLE = new StartupPolicy(Kind.FIRST_AVAILABLE, Duration.ZERO);
}
