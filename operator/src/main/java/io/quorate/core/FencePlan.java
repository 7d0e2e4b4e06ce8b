package io.quorate.core;

import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What to do about a request for a fence. It is written before anything else is done: an attempt is begun
 * only when its entry stands.
 *
 * @param attempts as they are to be written
 * @param verdict as it is to be written; empty while it is under way
 * @param message for people
 */
public record FencePlan(List<Attempt> attempts, Optional<Verdict> verdict, String message) {

    public FencePlan {
        attempts = List.copyOf(attempts);
    }
}
