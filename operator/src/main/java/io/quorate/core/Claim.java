package io.quorate.core;

import java.time.Instant;

/** The durable record "epoch e: node n is to be active", written before anything is done about it. */
public record Claim(long epoch, String node, Machine machine, State state, Instant time, String reason) {

    /** Held until another decision, then released; a gate opens only under a held claim of the current epoch. */
    public enum State {
        HELD, RELEASED
    }

    public Claim released(String why) { return new Claim(epoch, node, machine, State.RELEASED, time, why); }

    public Claim on(Machine now) { return new Claim(epoch, node, now, state, time, reason); }
}
