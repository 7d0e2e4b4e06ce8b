package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A past decision about who is active: one line of the group's history. */
public record Decided(long epoch, Instant time, Action action, String from, String to, String reason, String evidence,
        Times times) {

    /** From the last sign of life to the decision to leave. */
    public Optional<Duration> detection() {
        return times.heard().flatMap(h -> times.released().map(r -> span(h, r)));
    }

    /** From the decision to leave to the claim, for which everything had to be proven stopped. */
    public Optional<Duration> stop() {
        return times.released().map(r -> span(r, time));
    }

    /** From the claim to readiness. */
    public Optional<Duration> start() {
        return times.ready().map(r -> span(time, r));
    }

    /** From the last sign of life, or from the decision to leave, to readiness. */
    public Optional<Duration> recovery() {
        return times.heard().or(times::released).flatMap(from -> times.ready().map(r -> span(from, r)));
    }

    Decided readyAt(Instant now) {
        return new Decided(epoch, time, action, from, to, reason, evidence, times.readyAt(now));
    }

    /** Two operators' clocks may differ. */
    private static Duration span(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    /** What the decision was; the names are those of the API. */
    public enum Action {
        Start, Failover, Failback, Move, Resume, Adopt, Rebuild
    }
}
