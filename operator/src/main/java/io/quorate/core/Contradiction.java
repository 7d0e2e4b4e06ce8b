package io.quorate.core;

import java.util.HashSet;
import java.util.Optional;

/**
 * What does not fit in a group record. A record that contradicts itself was not written by an operator; a decision on
 * top of it could stop what runs, or start it twice.
 *
 * @param part the component of {@link GroupRecord} that does not fit the others
 */
public record Contradiction(String part, String what) {

    /** The first contradiction in a record; empty if its claim, its instances and its epoch fit each other. */
    public static Optional<Contradiction> in(GroupRecord record) {
        return claim(record).or(() -> instances(record));
    }

    private static Optional<Contradiction> claim(GroupRecord record) {
        if (record.claim().isEmpty()) {
            return Optional.empty();
        }
        var claim = record.claim().get();
        var held = claim.state() == Claim.State.HELD;
        // Of an epoch that was given up nothing is left but the number.
        if (held ? claim.epoch() != record.epoch() : claim.epoch() > record.epoch()) {
            return found("claim", "epoch " + claim.epoch() + " contradicts data.epoch " + record.epoch());
        }
        if (held && claim.epoch() == 0) {
            return found("claim", "no claim is held under epoch 0");
        }
        return held && claim.node().isEmpty() ? found("claim", "a held claim names no node") : Optional.empty();
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
                var state = instance.state().name();
                return found("instances", pod + ": state " + state.charAt(0) + state.substring(1).toLowerCase()
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

    private static Optional<Contradiction> found(String part, String what) {
        return Optional.of(new Contradiction(part, what));
    }
}
