package io.quorate.record;

import io.quorate.core.Claim;
import io.quorate.core.GroupRecord;
import io.quorate.core.Instance;
import java.util.HashSet;
import java.util.Optional;

/**
 * Whether the parts of a group record fit each other. A record that contradicts itself was not written by an operator;
 * a decision on top of it could stop what runs, or start it twice.
 */
final class GroupSense {

    private GroupSense() {}

    record Contradiction(String key, String what) {}

    static Optional<Contradiction> contradiction(GroupRecord record) {
        return owners(record).or(() -> history(record)).or(() -> claim(record)).or(() -> instances(record));
    }

    private static Optional<Contradiction> owners(GroupRecord record) {
        if (record.owners().isEmpty()) {
            return found("owners", "no owner is listed");
        }
        return new HashSet<>(record.owners()).size() < record.owners().size()
                ? found("owners", "an owner is listed twice")
                : Optional.empty();
    }

    /** A claim is written together with its epoch and with a line of history: none of them stands alone. */
    private static Optional<Contradiction> claim(GroupRecord record) {
        return record.claim().flatMap(claim -> {
            // Of an epoch that was given up nothing is left but the number.
            var right = claim.state() == Claim.State.HELD
                    ? claim.epoch() == record.epoch()
                    : claim.epoch() <= record.epoch();
            if (!right) {
                return found("claim", "epoch " + claim.epoch() + " contradicts data.epoch " + record.epoch());
            }
            if (claim.state() == Claim.State.HELD && claim.epoch() == 0) {
                return found("claim", "no claim is held under epoch 0");
            }
            if (claim.state() == Claim.State.HELD && claim.node().isEmpty()) {
                return found("claim", "a held claim names no node");
            }
            var told = record.history().stream().findFirst()
                    .filter(d -> d.epoch() == claim.epoch() && d.to().equals(claim.node())).isPresent();
            return told
                    ? Optional.empty()
                    : found("claim", "epoch " + claim.epoch() + " on '" + claim.node()
                            + "' is not what the newest line of data.history tells");
        });
    }

    private static Optional<Contradiction> instances(GroupRecord record) {
        var uids = new HashSet<String>();
        for (var instance : record.instances()) {
            var pod = "pod " + instance.podUid();
            if (!uids.add(instance.podUid())) {
                return found("instances", pod + " is listed twice");
            }
            if (instance.epoch() > record.epoch()) {
                return found("instances", pod + " of epoch " + instance.epoch() + " is ahead of data.epoch "
                        + record.epoch());
            }
            if (!complete(instance)) {
                return found("instances", pod + ": state " + Json.title(instance.state())
                        + " does not fit deletedAt, bootIDAtDelete and evidence");
            }
        }
        return Optional.empty();
    }

    /** What is said of an instance's end must be what its state says: evidence alone makes it stopped. */
    private static boolean complete(Instance i) {
        var deleted = i.deletedAt().isPresent();
        return deleted == i.bootAtDelete().isPresent() && switch (i.state()) {
            case ADMITTED -> !deleted && i.evidence().isEmpty();
            case STOPPING -> deleted && i.evidence().isEmpty();
            case STOPPED -> i.evidence().isPresent();
        };
    }

    private static Optional<Contradiction> history(GroupRecord record) {
        return record.history().stream().filter(d -> d.epoch() > record.epoch()).findFirst().flatMap(
                d -> found("history", "epoch " + d.epoch() + " is ahead of data.epoch " + record.epoch()));
    }

    private static Optional<Contradiction> found(String key, String what) {
        return Optional.of(new Contradiction(key, what));
    }
}
