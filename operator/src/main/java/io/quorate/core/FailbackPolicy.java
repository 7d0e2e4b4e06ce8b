package io.quorate.core;

import java.time.Duration;

/**
 * Whether the group goes back to an earlier owner.
 *
 * @param soak how long that owner has been up before
 * @param windowed whether only inside the calendar window
 */
public record FailbackPolicy(boolean automatic, Duration soak, boolean windowed) {
    public static final FailbackPolicy NEVER = new FailbackPolicy(false, Duration.ZERO, false);
}
