package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Failures of a resource on a node.
 *
 * @param times when they were seen, oldest first, at least one
 */
public record Failures(String resource, String node, List<Instant> times) {

    public Failures {
        times = List.copyOf(times);
    }

    /** With another one, and without those that no window reaches any more. */
    Failures and(Instant now, Duration window) {
        var next = new ArrayList<>(within(now, window));
        next.add(now);
        return new Failures(resource, node, next);
    }

    /** Those that are no older than the window is long. */
    List<Instant> within(Instant now, Duration window) {
        return times.stream().filter(t -> !t.plus(window).isBefore(now)).toList();
    }
}
