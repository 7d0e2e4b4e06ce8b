package io.quorate.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** An operator's clocks: wall time that is wrong and drifts, and a monotonic clock that drifts and begins anywhere. */
final class OperatorClock extends Clock {

    private final LongSupplier millis;
    private final long offset;
    private final double rate;

    /**
     * @param offset of the wall clock, in milliseconds
     * @param rate seconds it counts in a true second
     */
    OperatorClock(LongSupplier millis, long offset, double rate) {
        this.millis = millis;
        this.offset = offset;
        this.rate = rate;
    }

    long nanoTime() { return (long) (millis.getAsLong() * rate * 1e6) - offset * 1_000_000; }

    @Override
    public Instant instant() { return World.START.plusMillis((long) (millis.getAsLong() * rate) + offset); }

    @Override
    public ZoneId getZone() { return ZoneOffset.UTC; }

    @Override
    public Clock withZone(ZoneId zone) { return this; }
}
