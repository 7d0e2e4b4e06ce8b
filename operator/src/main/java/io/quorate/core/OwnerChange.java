package io.quorate.core;

import java.util.List;
import java.util.Optional;

/**
 * A changed owner list. Until it is committed in the record the old one rules, and nothing is started. It is committed
 * as soon as that costs a quorate group no quorum: a slip of the pen must not stop what runs.
 */
final class OwnerChange {

    private OwnerChange() {}

    static boolean pending(Situation s) { return s.recorded() && !s.list().equals(s.declared().nodes()); }

    static List<Step> steps(Situation s) {
        if (!pending(s) || refusal(s).isPresent()) {
            return List.of();
        }
        return List.of(new Step.WriteRecord(s.record().withOwners(s.declared().nodes()),
                "OwnersChanged: " + String.join(", ", s.declared().nodes())));
    }

    /** Why the new list is not taken over yet. */
    static Optional<Refusal> refusal(Situation s) {
        if (!pending(s) || !s.quorum().yes() || s.record().held().isEmpty()) {
            return Optional.empty();
        }
        var next = Quorum.of(s.state(), s.declared().nodes());
        return next.yes()
                ? Optional.empty()
                : Optional.of(Refusal.of("Change of owners", "OwnersPending",
                        "spec.nodes is not taken over yet: the group would have no quorum under it, " + next.words()
                                + "; bring these nodes on line, or correct spec.nodes"));
    }
}
