package io.quorate.record;

import io.quorate.core.Contradiction;
import io.quorate.core.GroupRecord;
import java.util.HashSet;
import java.util.Optional;

/**
 * Whether the parts of a group record fit each other: what the decision itself asks for ({@link Contradiction}), and
 * what every operator writes besides.
 */
final class GroupSense {

    private GroupSense() {}

    static Optional<Contradiction> contradiction(GroupRecord record) {
        return owners(record).or(() -> history(record)).or(() -> Contradiction.in(record)).or(() -> told(record));
    }

    private static Optional<Contradiction> owners(GroupRecord record) {
        if (record.owners().isEmpty()) {
            return found("owners", "no owner is listed");
        }
        return new HashSet<>(record.owners()).size() < record.owners().size()
                ? found("owners", "an owner is listed twice")
                : Optional.empty();
    }

    /** A claim is written together with a line of history: neither stands alone. */
    private static Optional<Contradiction> told(GroupRecord record) {
        return record.claim().filter(claim -> record.history().stream().findFirst()
                .filter(d -> d.epoch() == claim.epoch() && d.to().equals(claim.node())).isEmpty())
                .flatMap(claim -> found("claim", "epoch " + claim.epoch() + " on '" + claim.node()
                        + "' is not what the newest line of data.history tells"));
    }

    private static Optional<Contradiction> history(GroupRecord record) {
        return record.history().stream().filter(d -> d.epoch() > record.epoch()).findFirst().flatMap(
                d -> found("history", "epoch " + d.epoch() + " is ahead of data.epoch " + record.epoch()));
    }

    private static Optional<Contradiction> found(String key, String what) {
        return Optional.of(new Contradiction(key, what));
    }
}
