package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the user declared.
 *
 * @param nodes the owner list, in order; the first is the home node
 * @param grace how long an owner is silent before the group believes in its loss
 * @param accepts evidence accepted beyond what always counts
 * @param deleting whether the group is being deleted
 */
public record Declaration(String namespace, String name, String uid, List<String> nodes, Quorum.Rule rule,
        OnLoss onLoss, Duration grace, Set<Evidence.Kind> accepts, boolean deleting) {

    /** What happens to a running group when its quorum is lost. */
    public enum OnLoss {
        /** Stop it. */
        SUSPEND,
        /** Leave what runs; start and move nothing. */
        FREEZE
    }

    public Declaration {
        nodes = List.copyOf(nodes);
        accepts = Set.copyOf(accepts);
    }

    public String key() { return namespace + "/" + name; }

    public boolean accepts(Evidence.Kind kind) { return kind.always() || accepts.contains(kind); }
}
