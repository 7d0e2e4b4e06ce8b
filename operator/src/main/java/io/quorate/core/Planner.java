package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The decision: from all that is known about a group to the next safe steps and what to tell. A pure function; it is
 * asked again after every step, so no workflow lives in memory and a crash anywhere is harmless.
 */
public final class Planner {

    /**
     * Neither workloads nor node records are watched, and a watch may fall silent without an error: who waits for
     * something looks for it.
     */
    private static final Duration WAITING_LOOK = Duration.ofSeconds(15);

    /** Neither are objects that a group waits for. */
    private static final Duration OBJECT_LOOK = Duration.ofSeconds(2);

    private Planner() {}

    public static Plan plan(GroupState state) {
        var s = Situation.of(state);
        var steps = steps(s);
        var refusals = refusals(s);
        var report = Report.of(s);
        return new Plan(steps, refusals, report, lookAgain(s, report, refusals), released(s, steps));
    }

    /** The first rule that has something to do. */
    private static List<Step> steps(Situation s) {
        if (s.state().recorded() instanceof Recorded.Unreadable) {
            return List.of();
        }
        if (s.declared().deleting()) {
            return first(() -> Release.doubtful(s), () -> NodeUpkeep.doubtful(s), () -> settled(s),
                    () -> Release.steps(s), () -> Fencing.steps(s));
        }
        if (s.declared().run() == Declaration.Run.PAUSED) {
            return first(() -> NodeUpkeep.steps(s), () -> Rebuild.steps(s), () -> Found.steps(s), () -> settled(s),
                    () -> Stopping.lettingGo(s));
        }
        return first(() -> NodeUpkeep.steps(s), () -> Rebuild.steps(s), () -> Found.steps(s),
                () -> OwnerChange.steps(s), () -> decided(s), () -> Stopping.steps(s), () -> Fencing.steps(s),
                () -> Starting.room(s), () -> NodeUpkeep.withdrawals(s), () -> Starting.steps(s),
                () -> NodeUpkeep.givenUp(s));
    }

    /** A rule is asked only if those before it have nothing to do. */
    private interface Rule extends Supplier<List<Step>> {}

    private static List<Step> first(Rule... rules) {
        for (var rule : rules) {
            var steps = rule.get();
            if (!steps.isEmpty()) {
                return steps;
            }
        }
        return List.of();
    }

    private static List<Step> settled(Situation s) {
        if (!s.recorded()) {
            return List.of();
        }
        var next = Settlement.of(s);
        return next.equals(s.record()) ? List.of() : List.of(new Step.WriteRecord(next, "Evidence"));
    }

    /** What is proven, what has failed, what has become ready, and whether the claim stays: in one write. */
    private static List<Step> decided(Situation s) {
        var settled = Settlement.of(s);
        var counted = ApplicationFailures.counted(s, settled);
        var known = ready(s, counted);
        var next = Tenure.of(s.with(known));
        if (next.equals(s.record())) {
            return List.of();
        }
        return List.of(new Step.WriteRecord(next, word(s, settled, counted, known, next)));
    }

    private static String word(Situation s, GroupRecord settled, GroupRecord counted, GroupRecord known,
            GroupRecord next) {
        if (s.record().held().isPresent() && next.held().isEmpty()) {
            return "Released: " + next.claim().map(Claim::reason).orElse("");
        }
        if (!settled.equals(s.record())) {
            return settled.unsettled().size() > s.record().unsettled().size()
                    ? "Contradicted: recorded as stopped, and there again"
                    : "Evidence";
        }
        if (!counted.equals(settled)) {
            var times = counted.failures().getLast().times();
            return "ApplicationFailed: " + times.size() + " since " + times.getFirst();
        }
        return known.equals(counted) ? "Rebooted" : "Started";
    }

    private static GroupRecord ready(Situation s, GroupRecord record) {
        var next = record.withInstances(i -> !i.settled() && i.readyAt().isEmpty() && record.rightful(i)
                && s.pod(i).filter(p -> p.ready() && !p.deleted()).isPresent() ? i.readySince(s.state().now()) : i);
        var all = s.declared().workloads().stream().allMatch(r -> next.unsettled(r.name()).stream()
                .anyMatch(i -> i.readyAt().isPresent()));
        return next.equals(record) || !all ? next : next.readyAt(s.state().now());
    }

    private static boolean released(Situation s, List<Step> steps) {
        return s.declared().deleting() && steps.isEmpty() && Release.inDoubt(s).isEmpty()
                && !(s.state().recorded() instanceof Recorded.Unreadable);
    }

    /** Everything that is not done, and why. */
    private static List<Refusal> refusals(Situation s) {
        var all = new ArrayList<Refusal>();
        var start = Hindrances.refusal(s);
        start.ifPresent(all::add);
        if (start.isEmpty()) {
            s.declared().workloads().stream().flatMap(r -> Hindrances.obstacle(s, r).stream()).forEach(all::add);
            all.addAll(Succession.passedOver(s));
        }
        var chosen = s.record().held().map(Claim::node).or(s::successor);
        s.owners().stream().takeWhile(o -> chosen.filter(o.node()::equals).isEmpty())
                .filter(o -> o.takeOver() == Owner.TakeOver.IMPOSSIBLE)
                .map(o -> Refusal.of("Start on " + o.node(), o.reason(), o.message())).forEach(all::add);
        Tenure.refusal(s).ifPresent(all::add);
        Failback.waits(s).ifPresent(all::add);
        return all;
    }

    /** When time alone will change the answer. Silence up to the operator's own limit is an event, not looked for here. */
    private static Optional<Duration> lookAgain(Situation s, Report report, List<Refusal> refusals) {
        var grace = s.state().grace();
        // A list that is not taken over yet may wait for its own nodes.
        var nodes = Stream.concat(s.list().stream(), s.declared().nodes().stream()).distinct().map(s.state()::node)
                .filter(NodeSight::exists)
                .flatMap(n -> switch (n.standing(grace)) {
                    case SUSPECT -> Stream.of(grace.minus(n.notReadyFor()));
                    case UNPROVEN -> Stream.of(grace.minus(n.heartbeat().silence()));
                    case TOGETHER -> n.heartbeat() instanceof Heartbeat.Together(Duration rest)
                            ? Stream.of(rest)
                            : Stream.<Duration>empty();
                    case ONLINE -> n.silent(s.state().downAfter())
                            ? Stream.of(grace.minus(n.heartbeat().silence()))
                            : Stream.<Duration>empty();
                    case NOT_READY, SILENT, NO_NODE -> Stream.<Duration>empty();
                });
        var wrong = s.state().recorded() instanceof Recorded.Unreadable
                || s.state().workloads().values().stream().anyMatch(w -> w instanceof Workload.Invalid);
        var ought = s.declared().run() == Declaration.Run.ALWAYS
                && report.condition("Ready").answer() != Report.Answer.TRUE;
        var waiting = wrong || ought ? Stream.of(WAITING_LOOK) : Stream.<Duration>empty();
        var objects = s.declared().resources().stream().filter(r -> !r.workload())
                .map(r -> Sequence.ready(s, r) ? WAITING_LOOK : OBJECT_LOOK);
        return Stream.of(nodes, objects, times(s, refusals).map(t -> Duration.between(s.state().now(), t)), waiting)
                .flatMap(x -> x)
                .filter(Duration::isPositive).min(Duration::compareTo);
    }

    private static Stream<Instant> times(Situation s, List<Refusal> refusals) {
        return Stream.of(s.record().avoided().stream().map(Avoidance::until),
                refusals.stream().flatMap(r -> r.until().stream()),
                s.record().unsettled().stream().flatMap(i -> StartTimeout.deadline(s, i).stream()),
                s.record().unsettled().stream().filter(i -> s.online(i.node()))
                        .flatMap(i -> Fencing.deadline(s, i).stream()),
                Relocations.ruling(s.state()).stream().map(Surroundings.Relocation::until)).flatMap(x -> x);
    }
}
