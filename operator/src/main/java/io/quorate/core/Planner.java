package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The decision: from all that is known about a group to the next safe steps and what to tell. A pure function; it is
 * asked again after every step, so no workflow lives in memory and a crash anywhere is harmless.
 */
public final class Planner {

    /** The implicit resource of a group with one workload. */
    static final String RESOURCE = "main";

    private static final Duration WORKLOAD_LOOK = Duration.ofSeconds(15);

    private Planner() {}

    public static Plan plan(GroupState state) {
        var s = Situation.of(state);
        var steps = steps(s);
        return new Plan(steps, Report.of(s), lookAgain(s), released(s, steps));
    }

    /** The first rule that has something to do. */
    private static List<Step> steps(Situation s) {
        if (s.state().recorded() instanceof Recorded.Unreadable) {
            return List.of();
        }
        if (s.declared().deleting()) {
            return s.recorded() ? first(() -> settled(s), () -> Release.steps(s)) : Release.steps(s);
        }
        return first(() -> NodeUpkeep.steps(s), () -> Rebuild.steps(s), () -> decided(s), () -> Stopping.steps(s),
                () -> NodeUpkeep.withdrawals(s), () -> Starting.steps(s));
    }

    /** A rule is asked only if those before it have nothing to do. */
    private interface Rule extends Supplier<List<Step>> {}

    private static List<Step> first(Rule... rules) {
        return Stream.of(rules).map(Rule::get).filter(steps -> !steps.isEmpty()).findFirst().orElse(List.of());
    }

    private static List<Step> settled(Situation s) {
        var next = Settlement.of(s);
        return next.equals(s.record()) ? List.of() : List.of(new Step.WriteRecord(next, "Evidence"));
    }

    /** What is proven, and whether the claim stays, in one write. */
    private static List<Step> decided(Situation s) {
        var settled = Settlement.of(s);
        var next = Tenure.of(s.with(settled));
        if (next.equals(s.record())) {
            return List.of();
        }
        var released = s.record().held().isPresent() && next.held().isEmpty();
        var reason = released
                ? "Released: " + next.claim().map(Claim::reason).orElse("")
                : settled.equals(s.record()) ? "Rebooted" : "Evidence";
        return List.of(new Step.WriteRecord(next, reason));
    }

    private static boolean released(Situation s, List<Step> steps) {
        return s.declared().deleting() && steps.isEmpty() && Release.inDoubt(s).isEmpty()
                && !(s.state().recorded() instanceof Recorded.Unreadable);
    }

    /** When time alone will change the answer. Silence up to the operator's own limit is an event, not looked for here. */
    private static Optional<Duration> lookAgain(Situation s) {
        var grace = s.state().grace();
        var nodes = s.declared().nodes().stream().map(s.state()::node).filter(NodeSight::exists)
                .flatMap(n -> switch (n.standing(grace)) {
                    case SUSPECT -> Stream.of(grace.minus(n.notReadyFor()));
                    case UNPROVEN -> Stream.of(grace.minus(n.heartbeat().silence()));
                    case ONLINE -> n.silent(s.state().downAfter())
                            ? Stream.of(grace.minus(n.heartbeat().silence()))
                            : Stream.<Duration>empty();
                    case NOT_READY, SILENT, NO_NODE -> Stream.<Duration>empty();
                });
        var avoided = s.record().avoided().stream().map(a -> Duration.between(s.state().now(), a.until()));
        var workload = s.state().workload() instanceof Workload.Invalid
                ? Stream.of(WORKLOAD_LOOK)
                : Stream.<Duration>empty();
        return Stream.of(nodes, avoided, workload).flatMap(x -> x).filter(Duration::isPositive)
                .min(Duration::compareTo);
    }
}
