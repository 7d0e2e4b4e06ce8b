package io.quorate.core;

import java.time.Instant;
import java.util.Optional;

/**
 * When what a decision is about happened, as far as it is known.
 *
 * @param heard last sign of life of the node that was left, if that was lost
 * @param released when it was decided to leave
 * @param ready when all workloads were ready for the first time
 */
public record Times(Optional<Instant> heard, Optional<Instant> released, Optional<Instant> ready) {

    public static final Times NONE = new Times(Optional.empty(), Optional.empty(), Optional.empty());

    Times readyAt(Instant now) { return new Times(heard, released, Optional.of(now)); }
}
