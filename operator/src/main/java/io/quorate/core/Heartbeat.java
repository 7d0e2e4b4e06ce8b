package io.quorate.core;

import java.time.Duration;

/**
 * What the operator knows of a node's kubelet Lease, on its own monotonic clock; wall clocks are never compared.
 */
public sealed interface Heartbeat {

    /** A renewal was seen with our own eyes, {@code ago} before now. */
    record Heard(Duration ago) implements Heartbeat {}

    /**
     * No renewal seen since we can see at all: the node may be alive or long dead. So it is after a start of the operator
     * and after the API server was away.
     *
     * @param watchedFor how long we can see, less the time that a node may need to come back after an outage
     */
    record Unproven(Duration watchedFor) implements Heartbeat {}

    /**
     * It fell silent together with most nodes: that is more often our own blindness than their end, and is believed
     * only {@code rest} from now.
     */
    record Together(Duration rest) implements Heartbeat {}

    /** How long nothing has been heard, at least; none while it is not believed. */
    default Duration silence() {
        return switch (this) {
            case Heard(Duration ago) -> ago;
            case Unproven(Duration watchedFor) -> watchedFor;
            case Together _ -> Duration.ZERO;
        };
    }
}
