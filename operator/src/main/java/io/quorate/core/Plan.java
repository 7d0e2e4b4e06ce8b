package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The next safe steps, what to tell, and when to look again if nothing happens before.
 *
 * @param released the group is being deleted, and nothing of it is left to settle
 */
public record Plan(List<Step> steps, Report report, Optional<Duration> lookAgain, boolean released) {
    public Plan {
        steps = List.copyOf(steps);
    }
}
