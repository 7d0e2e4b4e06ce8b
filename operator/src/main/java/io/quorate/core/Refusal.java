package io.quorate.core;

import java.time.Instant;
import java.util.Optional;

/**
 * A step that is not taken, and why.
 *
 * @param what the step, such as {@code Start} or {@code Failback to n1}
 * @param reason one CamelCase word
 * @param message the same for people, with the remedy where there is one
 * @param until when time alone will change it
 */
public record Refusal(String what, String reason, String message, Optional<Instant> until) {

    static Refusal of(String what, String reason, String message) {
        return new Refusal(what, reason, message, Optional.empty());
    }

    static Refusal until(String what, String reason, String message, Instant until) {
        return new Refusal(what, reason, message, Optional.of(until));
    }
}
