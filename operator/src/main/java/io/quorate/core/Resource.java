package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A part of the group.
 *
 * @param workload whether it is a workload, whose pods pass the gate; else an object that is only watched
 * @param after resources that must be ready before it starts, and that are stopped after it; each stands before it
 * @param startTimeout time from admission to readiness after which the start has failed; absent: none
 */
public record Resource(String name, boolean workload, List<String> after, Optional<Duration> startTimeout) {

    /** The implicit resource of a group that names none. */
    public static final Resource MAIN = new Resource("main", true, List.of(), Optional.empty());

    public Resource {
        after = List.copyOf(after);
    }
}
