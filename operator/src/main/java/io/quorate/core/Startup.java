package io.quorate.core;

import java.time.Instant;
import java.util.Comparator;
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

    /** Whether some owners are still waited for. */
    static Optional<Refusal> settling(Situation s) {
        return next(s.record()) ? allOwners(s).or(() -> earlierOwners(s)) : Optional.empty();
    }

    private static Optional<Refusal> allOwners(Situation s) {
        var policy = s.declared().startup();
        var missing = s.quorum().missing();
        if (policy.kind() != StartupPolicy.Kind.ALL_OWNERS || missing.isEmpty()) {
            return Optional.empty();
        }
        var over = enough(s).filter(s.record().since()::isBefore).orElse(s.record().since()).plus(policy.settling());
        return over.isAfter(s.state().now())
                ? Optional.of(Refusal.until("Start", "Settling",
                        "waits for all owners until " + over + "; missing: " + String.join(", ", missing), over))
                : Optional.empty();
    }

    /**
     * Of an operator that has just come up, nodes are heard of one after the other: the order of the list must not be
     * that of the first renewals. How it is with a node is known once it has renewed, or is down.
     */
    private static Optional<Refusal> earlierOwners(Situation s) {
        var earlier = s.successor().stream().flatMap(first -> s.list().stream().takeWhile(n -> !n.equals(first)))
                .filter(n -> s.state().standing(n) == Standing.UNPROVEN).toList();
        return earlier.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of("Start", "Settling", "waits for earlier owners of which nothing is known yet: "
                        + String.join(", ", earlier)));
    }

    /**
     * When enough of the owners that are online had come up. After a power failure the rest is given its time from then
     * on; who comes later prolongs nothing.
     */
    private static Optional<Instant> enough(Situation s) {
        var up = s.list().stream().filter(s::online).flatMap(n -> s.state().node(n).record().stream())
                .map(NodeRecord::since).sorted().toList();
        var witness = s.quorum().online() - up.size();
        var needed = s.quorum().needed() == 0 ? up.size() : Math.max(1, s.quorum().needed() - witness);
        return up.stream().limit(needed).max(Comparator.naturalOrder());
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
