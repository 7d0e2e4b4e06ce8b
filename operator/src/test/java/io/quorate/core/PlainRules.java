package io.quorate.core;

import java.util.List;
import java.util.Optional;

/**
 * Quorum and succession a second time, as plainly as they can be said: what the real ones are compared with. Written
 * from their description, not from their code.
 */
final class PlainRules {

    /** What an owner is. */
    enum OwnerIs {
        UP, DOWN, UNKNOWN, CORDONED
    }

    private PlainRules() {}

    /** More than half of all votes; an even number of owners may get the control plane's vote as well. */
    static Quorum.Verdict verdict(QuorumPolicy policy, List<OwnerIs> owners) {
        int sure = 0;
        int possible = 0;
        for (var owner : owners) {
            if (owner == OwnerIs.UP || owner == OwnerIs.CORDONED) {
                sure++;
                possible++;
            }
            if (owner == OwnerIs.UNKNOWN) {
                possible++;
            }
        }
        int total = owners.size();
        int needed = switch (policy.rule()) {
            case MAJORITY -> {
                if (policy.witness() && total % 2 == 0) {
                    total++;
                    sure++;
                    possible++;
                }
                yield total / 2 + 1;
            }
            case AT_LEAST_ONE -> 1;
            case MINIMUM_ONLINE -> policy.minimumOnline();
            case SUFFICIENT_RESOURCES -> throw new IllegalArgumentException("its table is handed in");
        };
        if (sure >= needed) {
            return Quorum.Verdict.YES;
        }
        return possible < needed ? Quorum.Verdict.NO : Quorum.Verdict.OPEN;
    }

    /** The first in order that is up; a cordoned one votes and does not run. */
    static Optional<Integer> successor(List<OwnerIs> owners) {
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) == OwnerIs.UP) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
