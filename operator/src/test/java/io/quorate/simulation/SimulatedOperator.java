package io.quorate.simulation;

import io.quorate.NodeFenceReconciler;
import io.quorate.act.Actor;
import io.quorate.act.FenceActor;
import io.quorate.core.Planner;
import io.quorate.core.Report;
import io.quorate.core.Step;
import io.quorate.observe.BrakeReading;
import io.quorate.observe.FenceReading;
import io.quorate.observe.Heartbeats;
import io.quorate.observe.Observation;
import io.quorate.observe.Observer;
import io.quorate.port.ApiException;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import io.quorate.report.Events;
import io.quorate.report.Reporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operator's process, made of the real parts: from its start until it is killed. What it has in memory dies with
 * it. Each group is looked after by itself, one thing at a time, as {@code GroupReconciler} does.
 */
final class SimulatedOperator {

    static final Duration DOWN_AFTER = Duration.ofSeconds(20);
    /** As {@code GroupReconciler} looks at a group that is being deleted. */
    private static final Duration CLEANUP = Duration.ofSeconds(15);

    /** Where it stands with one group. */
    private static final class Work {
        boolean busy;
        Look look;
        Observation seen;
        Report report;
        final Deque<Step> pending = new ArrayDeque<>();
    }

    /**
     * What it knows of a node's Lease.
     *
     * @param renewedAt true time of the renewal that it read last
     * @param late how old that was then
     */
    private record Reading(long renewedAt, long late) {}

    final String name;
    final OperatorClock clock;
    final Heartbeats heartbeats;
    final Wakes wakes;
    /** By node, when it was told last of a Lease that was truly silent when it asked for it. */
    final Map<String, Long> foundSilent = new HashMap<>();
    private final Map<String, Reading> readings = new HashMap<>();
    /** What it knew of the Leases of tainted nodes when it saw the taint first. */
    private final Map<String, Reading> taints = new HashMap<>();
    private final Set<String> refuted = new HashSet<>();
    boolean killed;
    /** Its watch tells nothing, without an error. */
    boolean deaf;
    private final World world;
    private final Connection connection;
    private final Observer observer;
    private final Actor actor;
    private final Reporter reporter;
    private final NodeFenceReconciler fences;
    private final Set<String> busyFences = new HashSet<>();
    private final Map<String, Work> work = new HashMap<>();

    SimulatedOperator(String name, World world, OperatorClock clock, Connection.Fate fate) {
        this.name = name;
        this.world = world;
        this.clock = clock;
        heartbeats = new Heartbeats(clock::nanoTime, DOWN_AFTER, Duration.ofSeconds(60));
        wakes = new Wakes(world, heartbeats);
        connection = new Connection(world.server, fate);
        var groupRecords = new GroupRecords(connection, clock);
        var nodeRecords = new NodeRecords(connection, World.SYSTEM);
        observer = new Observer(connection, clock, heartbeats, groupRecords, nodeRecords, Set.of(Shapes.KUBELET),
                DOWN_AFTER, g -> true);
        actor = new Actor(connection, groupRecords, nodeRecords, World.SYSTEM);
        var events = new Events(connection, clock);
        reporter = new Reporter(connection, clock, events);
        fences = new NodeFenceReconciler(connection, new FenceReading(connection, clock, heartbeats, DOWN_AFTER,
                new BrakeReading(clock, 100, List::of)),
                new FenceActor(connection, World.SYSTEM), events, clock, World.SYSTEM);
    }

    /** What it said of the group last. */
    Report report(String group) { return work(group).report; }

    /** It reads a node's Lease, or is told of it. An answer that another one has overtaken says nothing. */
    void read(String node, long renewedAt, long now) {
        var before = readings.get(node);
        if (before != null && renewedAt < before.renewedAt()) {
            return;
        }
        if (before == null || before.renewedAt() != renewedAt) {
            readings.put(node, new Reading(renewedAt, now - renewedAt));
        }
    }

    /** By node, how late it may have learned of the last renewal, in milliseconds. */
    Map<String, Long> lateness() {
        var late = new HashMap<String, Long>();
        readings.forEach((node, reading) -> late.put(node, reading.late()));
        return late;
    }

    /**
     * All that there was to do is done, with this node looked at: if it was heard of under its taint again, that is
     * written down by now.
     */
    private void taint(String node) {
        if (!world.tainted(node)) {
            taints.remove(node);
            refuted.remove(node);
            return;
        }
        var reading = readings.getOrDefault(node, new Reading(0, 0));
        var first = taints.putIfAbsent(node, reading);
        if (first != null && first.renewedAt() < reading.renewedAt() && !refuted.add(node)) {
            world.knownToRun.add(node);
        }
    }

    private Work work(String group) { return work.computeIfAbsent(group, g -> new Work()); }

    /** Forgets what it was about to do; everything is decided again. */
    void rest() {
        work.values().forEach(w -> w.pending.clear());
    }

    /** One thing for one group: a look, or the next step of what was decided on. Returns whether there may be more. */
    boolean goOn(String group) {
        var w = work(group);
        if (killed || w.busy) {
            return false;
        }
        var before = connection.look;
        w.busy = true;
        try {
            if (w.pending.isEmpty()) {
                w.look = world.look(this, group);
                connection.look = w.look;
                return look(w, group);
            }
            connection.look = w.look;
            act(w);
            return true;
        } catch (ApiException e) {
            world.tell(() -> name + ": " + group + ": " + e.getMessage());
            w.pending.clear();
            wakes.again(group);
            return true;
        } catch (Connection.Killed e) {
            return false;
        } finally {
            w.busy = false;
            connection.look = before;
        }
    }

    /** One look at a fence, after which it does what it has written down. */
    void fence(String name) {
        if (killed || !busyFences.add(name)) {
            return;
        }
        var before = connection.look;
        connection.look = world.look(this, "");
        try {
            wakes.lookingAtFence(name);
            wakes.lookedAtFence(name, fences.look(name));
        } catch (ApiException e) {
            wakes.again(name);
            world.tell(() -> this.name + ": " + name + ": " + e.getMessage());
        } catch (Connection.Killed e) {
            world.tell(() -> this.name + " was killed over " + name);
        } finally {
            busyFences.remove(name);
            connection.look = before;
        }
    }

    private boolean look(Work w, String group) {
        wakes.looking(group);
        var seen = observer.observe(World.NAMESPACE, group);
        if (seen.isEmpty()) {
            return false;
        }
        var plan = Planner.plan(seen.get().state());
        world.suspension.judge(plan, seen.get(), w.look);
        w.report = plan.report();
        w.seen = seen.get();
        w.pending.addAll(plan.steps());
        if (plan.steps().isEmpty()) {
            seen.get().state().nodes().keySet().forEach(this::taint);
        }
        if (!plan.steps().isEmpty()) {
            return true;
        }
        wakes.looked(group, Groups.deleting(w.seen.group())
                ? plan.lookAgain().or(() -> Optional.of(CLEANUP))
                : plan.lookAgain());
        if (plan.released()) {
            world.groups.released(w.seen.group());
            wakes.neighbours(w.seen.group());
        } else {
            tell(plan.report(), w.seen);
        }
        return false;
    }

    /** As the reconciler does: a status outrun is written anew after the next look. */
    private void tell(Report report, Observation seen) {
        try {
            if (reporter.tell(report, seen)) {
                wakes.neighbours(seen.group());
            }
        } catch (ApiException e) {
            if (e.code() != 409 && e.code() != 404) {
                throw e;
            }
            wakes.again(seen.group().getMetadata().getName());
        }
    }

    private void act(Work w) {
        var step = w.pending.removeFirst();
        var taken = actor.take(step, w.seen);
        world.tell(() -> name + (taken ? " does " : " is refused ") + words(step) + " for " + w.look.group() + ": "
                + step.reason());
        if (!taken) {
            w.pending.clear();
        }
    }

    private static String words(Step step) {
        return step.getClass().getSimpleName() + switch (step) {
            case Step.WriteRecord _,Step.LetRecordGo _ -> "";
            case Step.WriteNodeRecord s -> " " + s.next().node();
            case Step.HoldPod s -> " " + s.pod().uid();
            case Step.OpenGate s -> " " + s.pod().uid() + " to " + s.node() + " under epoch " + s.epoch();
            case Step.ShowEpoch s -> " " + s.epoch();
            case Step.StampPod s -> " " + s.pod().uid();
            case Step.DeletePod s -> " " + s.pod().uid();
            case Step.ForceDeletePod s -> " " + s.pod().uid();
            case Step.LetPodGo s -> " " + s.pod().uid();
            case Step.AskFence s -> " " + s.node();
        };
    }
}
