package io.quorate.core;

import java.time.Instant;

/** A past decision about who is active: one line of the group's history. */
public record Decided(long epoch, Instant time, Action action, String from, String to, String reason, String evidence) {

    /** What the decision was; the names are those of the API. */
    public enum Action {
        Start, Failover, Failback, Move, Resume, Adopt, Rebuild
    }
}
