package io.quorate.simulation;

import io.quorate.api.v1alpha1.RunPolicy;
import io.quorate.core.Report;
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
    private final Wellness wellness;
    private final Set<String> broken = new HashSet<>();

    Recovery(World world, People people, SimulatedOperator operator) {
        this.world = world;
        this.people = people;
        this.operator = operator;
        wellness = new Wellness(world, operator);
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
            if (world.server.groups.keySet().stream().allMatch(wellness::well)) {
                quiet = writes == world.judge.writes ? quiet + 1 : 0;
            } else {
                person();
            }
            world.tell(world::words);
        }
        for (var group : world.server.groups.keySet()) {
            Judge.hold(wellness.well(group),
                    () -> "6 (progress): " + group + " is not as it should be when the faults have ended: "
                            + operator.report(group).conditions());
        }
        Judge.hold(quiet == QUIET, () -> "6 (progress): writes without end");
    }

    private void faultsEnd() {
        world.server.relocations.clear();
        world.server.gating = true;
        List.copyOf(world.server.groups.keySet()).forEach(group -> {
            if (world.server.groups.get(group).getSpec().run() != null && world.random.nextInt(3) > 0) {
                world.groups.run(group, RunPolicy.Always);
            }
        });
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
            Judge.hold(cause != Wakes.Cause.INTERVAL, () -> "6 (progress): there is something to do for " + group
                    + ", and only the maximal interval had it looked at");
        }
        throw new AssertionError("invariant 6 (progress): steps without end for " + group);
    }

    /** Does what {@code Stalled} asks for; what is off comes back once nothing of it is in doubt. */
    private void person() {
        var doubtful = new HashSet<String>();
        for (var group : world.server.groups.keySet()) {
            var report = operator.report(group);
            if (report == null) {
                continue;
            }
            report.doubts().forEach(d -> doubtful.add(d.instance().node()));
            var stalled = report.condition("Stalled");
            if (stalled.reason().equals("FenceNeeded")) {
                fence(group, stalled);
            } else if (stalled.reason().equals("Contradiction")) {
                people.thinOut(group, stalled.message().contains("never passed the gate"));
            } else if (report.condition("Exclusive").reason().equals("NotGated") && !adoptable(group, report)) {
                people.thinOut(group, true);
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

    /** Whether what never passed the gate will be taken over where it runs. */
    private boolean adoptable(String group, Report report) {
        var run = world.server.groups.get(group).getSpec().run();
        return (run == null || run == RunPolicy.Always) && report.condition("Quorate").answer() == Report.Answer.TRUE
                && world.server.pods.values().stream().filter(world.strangers::has)
                        .filter(p -> group.equals(Controllers.group(p))).map(p -> p.getSpec().getNodeName())
                        .allMatch(n -> n != null && world.machines.get(n).powered);
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
