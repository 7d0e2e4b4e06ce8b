package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node that is lost again and again is avoided for a growing time: while another owner can have the group, that one
 * gets it. It votes, and where nobody else is left it serves.
 */
final class Flapping {

    static final String REASON = "Flapping";

    /** Losses after which it is avoided: the first five minutes, twice as long with each one more, an hour at most. */
    private static final int OFTEN = 3;
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Losses longer ago than this are forgotten. */
    private static final Duration LATELY = Duration.ofHours(6);
    private static final int MOST = 8;

    private Flapping() {}

    /** With one loss more, and without those that are forgotten. */
    static List<Instant> with(List<Instant> losses, Instant now) {
        var recent = Stream.concat(losses.stream().filter(t -> t.isAfter(now.minus(LATELY))), Stream.of(now)).toList();
        return recent.subList(Math.max(0, recent.size() - MOST), recent.size());
    }

    /** Why the node comes last, and until when; empty if it does not. */
    static Optional<Refusal> of(GroupState state, String node, String what) {
        return state.node(node).record().map(NodeRecord::losses).filter(l -> l.size() >= OFTEN).flatMap(losses -> {
            var avoided = FIRST.multipliedBy(1L << losses.size() - OFTEN);
            var until = losses.getLast().plus(avoided.compareTo(LONGEST) < 0 ? avoided : LONGEST);
            return until.isAfter(state.now())
                    ? Optional.of(Refusal.until(what, REASON, node + " was lost " + losses.size() + " times since "
                            + losses.getFirst() + "; other owners come first until " + until, until))
                    : Optional.empty();
        });
    }
}
