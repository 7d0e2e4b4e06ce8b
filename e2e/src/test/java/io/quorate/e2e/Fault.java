package io.quorate.e2e;

/** What may happen to one write on its way. */
enum Fault {
    KILLED_BEFORE, KILLED_AFTER, CONFLICT, THROTTLED, SERVER_ERROR,
    /** It takes effect, and the operator never hears of it. */
    NO_ANSWER,
    /** The next look at the object shows it as it was before. */
    STALE_READ,
    /** No watch tells of it. */
    EVENT_LOST;

    boolean kills() { return this == KILLED_BEFORE || this == KILLED_AFTER; }
}
