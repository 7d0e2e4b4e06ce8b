package io.quorate.core;

import java.util.List;
import java.util.Optional;

/** A database that runs already comes under its group where it runs, without a restart. */
final class Adoption {

    private Adoption() {}

    /** The node on which all that may run was found running, if the group may be there. */
    static Optional<String> node(Situation s) {
        var unsettled = s.record().unsettled();
        if (unsettled.isEmpty() || !unsettled.getFirst().found()) {
            return Optional.empty();
        }
        var nodes = unsettled.stream().map(Instance::node).distinct().toList();
        var single = unsettled.stream().map(Instance::resource).distinct().count() == unsettled.size();
        var sound = unsettled.stream().allMatch(i -> i.found()
                && s.pod(i).filter(p -> !p.deleted() && !p.terminal()).isPresent());
        return nodes.size() == 1 && single && sound && s.list().contains(nodes.getFirst()) && s.online(nodes.getFirst())
                ? Optional.of(nodes.getFirst())
                : Optional.empty();
    }

    static List<Step> steps(Situation s) {
        return node(s)
                .map(n -> Starting.claim(s, s.state().node(n), new Starting.Why(Decided.Action.Adopt, "RunsAlready"),
                        List.of()))
                .orElse(List.of());
    }
}
