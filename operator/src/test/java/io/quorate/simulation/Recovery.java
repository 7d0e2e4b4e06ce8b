package io.quorate.simulation;

import io.quorate.core.Report;
import io.quorate.core.Report.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All faults end, and a person does what the conditions ask for: the groups become active, and then all is quiet. A group
 * is looked at only when it would be: for an event, or at the time that the last look asked for.
 */
final class Recovery {

    private static final int ROUNDS = 100;
    private static final int QUIET = 3;

    private final World world;
    private final People people;
    private final SimulatedOperator operator;
    private final Set<String> broken = new HashSet<>();

    Recovery(World world, People people, SimulatedOperator operator) {
        this.world = world;
        this.people = people;
        this.operator = operator;
    }

    void run() {
        faultsEnd();
        world.server.groups.keySet().forEach(operator.wakes::again);
        world.server.fences.keySet().forEach(operator.wakes::again);
        var quiet = 0;
        for (var round = 0; round < ROUNDS && quiet < QUIET; round++) {
            var writes = world.judge.writes;
            world.pass(6, List.of(operator), true);
            List.copyOf(world.server.fences.keySet()).stream()
                    .filter(f -> operator.wakes.fence(f) != Wakes.Cause.NONE).forEach(operator::fence);
            List.copyOf(world.server.groups.keySet()).forEach(this::settle);
            world.judge.check();
            if (world.server.groups.keySet().stream().allMatch(this::well)) {
                quiet = writes == world.judge.writes ? quiet + 1 : 0;
            } else {
                person();
            }
            world.tell(world::words);
        }
        for (var group : world.server.groups.keySet()) {
            Judge.hold(well(group), "6 (progress): " + group + " is not as it should be when the faults have ended: "
                    + operator.report(group).conditions());
        }
        Judge.hold(quiet == QUIET, "6 (progress): writes without end");
    }

    private void faultsEnd() {
        world.server.relocations.clear();
        for (var machine : world.machines.values()) {
            var node = machine.node;
            var off = world.random.nextInt(6) == 0;
            machine.reachable = true;
            machine.hung = false;
            machine.unwell = false;
            machine.full = false;
            machine.power(!off);
            world.cordon(node, false);
            if (off) {
                broken.add(node);
            }
            // Another machine of that name may run on, cut off: then nobody may say that the node is off.
            var allOff = world.everywhere().noneMatch(m -> m.node.equals(node) && m.powered);
            world.taint(node, off && allOff && world.random.nextBoolean());
        }
        world.tell(() -> "the faults end" + (broken.isEmpty() ? "" : ", and " + broken + " stay off"));
    }

    private void settle(String group) {
        var cause = operator.wakes.group(group);
        if (cause == Wakes.Cause.NONE) {
            return;
        }
        for (var steps = 0; steps < 80; steps++) {
            if (!operator.goOn(group)) {
                return;
            }
            Judge.hold(cause != Wakes.Cause.INTERVAL, "6 (progress): there is something to do for " + group
                    + ", and only the maximal interval had it looked at");
        }
        throw new AssertionError("invariant 6 (progress): steps without end for " + group);
    }

    /** Active where quorum is, and nowhere else; suspended or left as it is where quorum is not. */
    private boolean well(String group) {
        var report = operator.report(group);
        var spec = world.server.groups.get(group).getSpec();
        var online = spec.nodes().stream().filter(n -> world.machines.get(n).powered).count();
        var running = world.running(group);
        if (online >= Judge.needed(spec.quorum().rule(), spec.nodes())) {
            var node = report.activeNode().orElse("");
            return report.condition("Ready").answer() == Answer.TRUE && running.size() == 1
                    && world.machines.get(node).containers.values().stream().anyMatch(c -> c.group.equals(group));
        }
        if (world.judge.record(group).held().isPresent()
                && !world.judge.record(group).owners().equals(spec.nodes())) {
            // Under the new owner list there is no quorum: the one before rules on, and nothing is started.
            return true;
        }
        return switch (spec.quorum().onLoss()) {
            case Suspend -> world.machines.values().stream().filter(Machine::talks)
                    .flatMap(m -> m.containers.values().stream()).noneMatch(c -> c.group.equals(group))
                    && (report.condition("Suspended").answer() == Answer.TRUE || !report.doubts().isEmpty());
            case Freeze -> report.condition("Ready").answer() == Answer.FALSE;
        };
    }

    /** Does what {@code Stalled} asks for; what is off comes back once nothing of it is in doubt. */
    private void person() {
        var doubtful = new HashSet<String>();
        for (var group : world.server.groups.keySet()) {
            var report = operator.report(group);
            report.doubts().forEach(d -> doubtful.add(d.instance().node()));
            var stalled = report.condition("Stalled");
            if (stalled.reason().equals("FenceNeeded")) {
                fence(group, stalled);
            } else if (stalled.reason().equals("Contradiction")) {
                people.thinOut(group);
            }
        }
        for (var machine : world.machines.values()) {
            if (doubtful.contains(machine.node) || !machine.powered && broken.contains(machine.node)) {
                continue;
            }
            if (!machine.powered) {
                world.tell(() -> "a person switches " + machine.node + " on");
                machine.power(true);
            }
            // A fence may have switched it on again under the taint.
            world.taint(machine.node, false);
        }
    }

    private void fence(String group, Report.Condition stalled) {
        if (stalled.message().contains("out of the group's record")) {
            operator.report(group).doubts().forEach(d -> people.forget(group, d.instance()));
            return;
        }
        for (var machine : world.machines.values()) {
            var node = machine.node;
            if (stalled.message().contains("kubectl taint node " + node + " ")) {
                world.tell(() -> "a person switches " + node + " off and says so");
                world.everywhere().filter(m -> m.node.equals(node)).forEach(m -> m.power(false));
                world.taint(node, true);
            } else if (stalled.message().contains("or switch " + node + " off.")) {
                world.tell(() -> "a person switches " + node + " off");
                machine.power(false);
            } else if (stalled.message().contains("not believed: " + node + " ")) {
                world.tell(() -> "a person switches " + node + " off and takes the taint away");
                machine.power(false);
                world.taint(node, false);
            } else if (stalled.message().contains("no Node object " + node + " ")) {
                world.tell(() -> "a person brings " + node + " back");
                broken.remove(node);
                machine.power(true);
            }
        }
    }
}
