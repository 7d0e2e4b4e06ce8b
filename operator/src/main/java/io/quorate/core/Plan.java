package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The next safe steps, what is not done and why, what to tell, and when to look again if nothing happens before.
 *
 * @param refusals steps that are not taken, each with its reason; among them why an earlier owner was passed over
 * @param released the group is being deleted, and nothing of it is left to settle
 */
public record Plan(List<Step> steps, List<Refusal> refusals, Report report, Optional<Duration> lookAgain,
        boolean released) {
    public Plan {
        steps = List.copyOf(steps);
        refusals = List.copyOf(refusals);
    }
}
