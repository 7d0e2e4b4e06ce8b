package io.quorate.core;

import java.util.Optional;
import java.util.Set;

/** Where and when a group starts that was not running. */
final class Startup {

    /** Why a claim was released after which the next start is a start-up, not a failover. */
    private static final Set<String> RESTS = Set.of("QuorumLost", "Stopped");

    private Startup() {}

    /** Whether the next claim is a start-up: at first, after a stop by hand, after a suspension. */
    static boolean next(GroupRecord record) {
        return record.claim().isEmpty()
                || record.claim().filter(c -> c.state() == Claim.State.RELEASED && RESTS.contains(c.reason()))
                        .isPresent();
    }

    /** Under {@code AllOwners}: whether some are still waited for. */
    static Optional<Refusal> settling(GroupState state, GroupRecord record, Quorum quorum) {
        var policy = state.declared().startup();
        if (policy.kind() != StartupPolicy.Kind.ALL_OWNERS || !next(record) || quorum.missing().isEmpty()) {
            return Optional.empty();
        }
        var over = record.since().plus(policy.settling());
        return over.isAfter(state.now())
                ? Optional.of(Refusal.until("Start", "Settling",
                        "waits for all owners until " + over + "; missing: " + String.join(", ", quorum.missing()),
                        over))
                : Optional.empty();
    }

    /** Under {@code HomeNode}: why not on this owner. */
    static Optional<Bar> bar(GroupState state, GroupRecord record, NodeSight node) {
        var declared = state.declared();
        return declared.startup().kind() == StartupPolicy.Kind.HOME_NODE && next(record)
                && !node.name().equals(declared.home())
                        ? Optional.of(
                                new Bar("NotHome", "the group starts on its home node " + declared.home() + " only"))
                        : Optional.empty();
    }
}
