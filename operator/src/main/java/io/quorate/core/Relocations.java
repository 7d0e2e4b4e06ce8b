package io.quorate.core;

import io.quorate.core.Surroundings.Relocation;
import java.util.List;
import java.util.Optional;

/** Moves asked for by hand: the oldest one that has not ended rules; it changes the order of owners, and no invariant. */
public final class Relocations {

    private Relocations() {}

    /** How a request stands. */
    public enum Phase {
        REFUSED, WAITING, STAYING, EXPIRED, COMPLETED
    }

    /** The request that rules now. */
    static Optional<Relocation> ruling(GroupState state) {
        for (var request : state.surroundings().relocations()) {
            if (possible(state, request)) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    private static boolean possible(GroupState state, Relocation request) {
        return request.until().isAfter(state.now())
                && request.to().or(request::awayFrom).filter(state.declared()::lists).isPresent();
    }

    static boolean target(GroupState state, String node) {
        return ruling(state).flatMap(Relocation::to).filter(node::equals).isPresent();
    }

    /**
     * Whether it is asked for where the group is kept away after failures, and has not been tried since: who names the
     * node has mended it. One try a request, or the group would go there again and again.
     */
    static boolean tries(GroupState state, GroupRecord record, String node) {
        return ruling(state).filter(r -> r.to().filter(node::equals).isPresent()).filter(r -> record.history().stream()
                .noneMatch(d -> d.to().equals(node) && d.time().isAfter(r.since()))).isPresent();
    }

    static Optional<Bar> bar(GroupState state, NodeSight node) {
        return ruling(state).filter(r -> r.awayFrom().filter(node.name()::equals).isPresent())
                .map(r -> new Bar("Relocation", "relocation " + r.name() + " keeps the group away until " + r.until()
                        + ", unless it is deleted"));
    }

    /** Whether the group has to leave its node for the request; where it is active it does not count as ready. */
    static boolean leave(Situation s, String node) {
        return ruling(s.state()).filter(r -> r.awayFrom().map(node::equals)
                .orElseGet(() -> r.to().filter(s::ready).isPresent())).isPresent();
    }

    /** What is to be told of each request. */
    static List<Report.Asked> asked(Situation s) {
        var ruling = ruling(s.state());
        return s.state().surroundings().relocations().stream().map(r -> asked(s, r, ruling)).toList();
    }

    private static Report.Asked asked(Situation s, Relocation request, Optional<Relocation> ruling) {
        var node = request.to().or(request::awayFrom).orElse("");
        if (!s.declared().lists(node)) {
            return new Report.Asked(request.name(), Phase.REFUSED, node + " is no owner of the group; owners: "
                    + String.join(", ", s.declared().nodes()));
        }
        if (!request.until().isAfter(s.state().now())) {
            return request.moved()
                    ? new Report.Asked(request.name(), Phase.COMPLETED, "stayed until " + request.until())
                    : new Report.Asked(request.name(), Phase.EXPIRED, "ended at " + request.until());
        }
        if (ruling.filter(request::equals).isEmpty()) {
            return new Report.Asked(request.name(), Phase.REFUSED, "an older request rules: "
                    + ruling.map(Relocation::name).orElse("") + "; delete it, and ask again");
        }
        if (request.moved() || moved(s, request)) {
            return new Report.Asked(request.name(), Phase.STAYING, "stays until " + request.until());
        }
        var target = request.to().flatMap(s::owner).filter(o -> o.takeOver() == Owner.TakeOver.IMPOSSIBLE);
        return new Report.Asked(request.name(), Phase.WAITING, target.map(o -> node + ": " + o.message())
                .or(() -> Tenure.inTheWay(s).map(Refusal::message)).orElse("moves"));
    }

    /** The group is ready where it is asked to be. */
    private static boolean moved(Situation s, Relocation request) {
        return s.record().held().map(Claim::node)
                .filter(n -> request.to().map(n::equals).orElse(request.awayFrom().filter(n::equals).isEmpty()))
                .isPresent() && s.declared().resources().stream().allMatch(r -> Sequence.ready(s, r));
    }
}
