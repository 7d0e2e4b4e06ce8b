package io.quorate.core;

import java.util.List;
import java.util.Optional;

/**
 * A changed owner list. Until it is committed in the record the old one rules, and nothing is started. An active group
 * takes it over only if it is quorate under it: a slip of the pen must not stop what runs.
 */
final class OwnerChange {

    private static final String PENDING = "OwnersPending";

    private OwnerChange() {}

    static boolean pending(Situation s) { return !s.list().equals(s.declared().nodes()); }

    static List<Step> steps(Situation s) {
        if (!pending(s) || refusal(s).isPresent()) {
            return List.of();
        }
        return List.of(new Step.WriteRecord(s.record().withOwners(s.declared().nodes()),
                "OwnersChanged: " + String.join(", ", s.declared().nodes())));
    }

    /** Why the new list is not taken over yet. */
    static Optional<Refusal> refusal(Situation s) {
        if (!pending(s) || s.record().held().isEmpty()) {
            return Optional.empty();
        }
        var next = Quorum.of(s.state(), s.declared().nodes());
        return switch (next.verdict()) {
            case YES -> Optional.empty();
            case OPEN -> refuse("whether the group has quorum under it is not decided yet, " + next.words());
            case NO -> refuse("the group would have no quorum under it, " + next.words()
                    + "; bring these nodes on line, or correct spec.nodes");
        };
    }

    /** Whether it is for the owners' sake that something is not done. */
    static boolean keeps(Refusal refusal) {
        return refusal.reason().equals(PENDING);
    }

    private static Optional<Refusal> refuse(String why) {
        return Optional.of(Refusal.of("Change of owners", PENDING, "spec.nodes is not taken over yet: " + why));
    }
}
