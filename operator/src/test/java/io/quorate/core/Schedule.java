package io.quorate.core;

import io.quorate.core.Report.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Events drawn from a seed, then the end of all faults; the invariants are checked after each. */
final class Schedule {

    private static final int EVENTS = 150;
    private static final int ROUNDS = 80;

    final List<String> story = new ArrayList<>();
    private final boolean telling;
    private final Random random;
    private final World world;
    private final boolean recordMayBeLost;
    private final Operator one;
    private final Operator two;

    Schedule(int seed, boolean telling) {
        this.telling = telling;
        random = new Random(seed * 7919L + 17);
        var size = 2 + random.nextInt(4);
        world = new World(size, random.nextInt(4) == 0 ? Quorum.Rule.AT_LEAST_ONE : Quorum.Rule.MAJORITY,
                random.nextInt(4) == 0 ? QuorumPolicy.OnLoss.FREEZE : QuorumPolicy.OnLoss.SUSPEND,
                random.nextBoolean());
        recordMayBeLost = random.nextInt(5) == 0;
        one = new Operator("one", world.now);
        two = new Operator("two", world.now);
        tell(world.owners + " " + world.rule + " " + world.onLoss
                + (world.beside ? " ReplicaSet" : " StatefulSet"));
    }

    void tell(String line) {
        if (telling) {
            story.add(line);
        }
    }

    void run() {
        for (var i = 0; i < EVENTS; i++) {
            event();
            invariants();
        }
        recover();
    }

    private void invariants() {
        World.check(world.reallyRunning().size() <= 1, "1: running at once: " + world.reallyRunning());
    }

    private void event() {
        var dice = random.nextInt(100);
        var node = world.nodes.get("n" + (1 + random.nextInt(world.nodes.size())));
        var pod = world.pods.values().stream().skip(random.nextInt(1 + world.pods.size())).findFirst();
        var active = world.record.flatMap(GroupRecord::held).map(c -> world.nodes.get(c.node()));
        if (active.isPresent() && random.nextBoolean()) {
            node = active.get();
        }
        if (dice < 45) {
            operator(random.nextInt(4) == 0 ? two : one);
        } else if (dice < 68) {
            time(random.nextInt(4) == 0 ? 25 : 1 + random.nextInt(8));
        } else if (dice < 69) {
            tell("containers crash on " + node.name);
            world.crash(node);
        } else if (dice < 70) {
            pod.ifPresent(p -> {
                tell("the garbage collector gives up " + p.uid);
                world.giveUp(p);
            });
        } else if (dice < 75) {
            tell(node.name + (node.powered ? " loses power" : " boots"));
            world.power(node, !node.powered);
        } else if (dice < 80) {
            node.reachable = !node.reachable;
            tell(node.name + (node.reachable ? " is reachable" : " is cut off"));
        } else if (dice < 83) {
            node.tainted = !node.powered;
            tell(node.name + " tainted: " + node.tainted);
        } else if (dice < 85) {
            node.cordoned = !node.cordoned;
            tell(node.name + " cordoned: " + node.cordoned);
        } else if (dice < 87) {
            tell(node.name + " full: " + (world.full.remove(node.name) ? "no" : world.full.add(node.name)));
        } else if (dice < 90) {
            pod.ifPresent(p -> {
                tell("somebody deletes " + p.uid);
                world.delete(p, random.nextInt(3) == 0);
            });
        } else if (dice < 91) {
            if (recordMayBeLost) {
                lose();
            } else {
                pod.ifPresent(p -> {
                    tell("somebody strips " + p.uid);
                    world.strip(p);
                });
            }
        } else if (dice < 93) {
            var killed = random.nextBoolean() ? one : two;
            tell("operator " + killed.name + " is killed");
            killed.killed(world.now);
        } else if (dice < 94) {
            node.ready = !node.ready;
            tell(node.name + " Ready: " + node.ready);
        } else if (dice < 95) {
            owners();
        } else if (dice < 96 && recordMayBeLost) {
            lose();
        } else {
            world.controller();
            world.scheduler();
        }
        tell("    " + world);
    }

    private void lose() {
        tell("the record is lost");
        world.record = Optional.empty();
        world.recordVersion++;
    }

    private void owners() {
        var next = new ArrayList<>(world.nodes.keySet());
        java.util.Collections.shuffle(next, random);
        world.owners = List.copyOf(next.subList(0, Math.max(2, random.nextInt(next.size() + 1))));
        tell("owner list " + world.owners);
    }

    private void time(int seconds) {
        tell(seconds + " s pass");
        world.now = world.now.plusSeconds(seconds);
        for (var node : world.nodes.values()) {
            if (node.talks() && random.nextInt(5) > 0) {
                beat(node);
                world.kubelet(node);
            }
        }
        world.controller();
        world.scheduler();
    }

    /** A kubelet renews its Lease and tells its boot before it syncs pods. */
    private void beat(SimulatedNode node) {
        node.bootShown = node.boot;
        for (var operator : List.of(one, two)) {
            operator.heard.put(node.name, world.now);
            if (node.tainted) {
                operator.contradicted.add(node.name);
            } else {
                operator.contradicted.remove(node.name);
            }
        }
    }

    private void operator(Operator operator) {
        if (operator.pending.isEmpty() && operator.nodes == null && random.nextInt(4) == 0) {
            operator.nodes = lookAtNodes(operator);
            return;
        }
        for (var steps = random.nextInt(8); steps >= 0; steps--) {
            if (operator.pending.isEmpty()) {
                look(operator);
            }
            if (steps > 0 && !operator.pending.isEmpty()) {
                act(operator);
            }
        }
    }

    private Map<String, NodeSight> lookAtNodes(Operator operator) {
        operator.contradicted.removeIf(n -> !world.nodes.get(n).tainted);
        var heard = new LinkedHashMap<String, Heartbeat>();
        for (var name : world.nodes.keySet()) {
            var last = operator.heard.get(name);
            heard.put(name, last == null
                    ? new Heartbeat.Unproven(Duration.between(operator.since, world.now))
                    : new Heartbeat.Heard(Duration.between(last, world.now)));
        }
        return world.seeNodes(heard, operator.contradicted);
    }

    /** What is read is not of one moment: the nodes may have been read a while before the rest. */
    private void look(Operator operator) {
        operator.seen = world.see(operator.nodes != null ? operator.nodes : lookAtNodes(operator));
        operator.nodes = null;
        var plan = Planner.plan(operator.seen.state());
        operator.report = plan.report();
        operator.pending.addAll(plan.steps());
        world.shownEpoch = Math.max(world.shownEpoch, plan.report().epoch());
        if (plan.report().condition("Suspended").answer() == Answer.TRUE) {
            World.check(world.reallyRunning().isEmpty(),
                    "4: Suspended=True while " + world.reallyRunning() + " runs");
        }
    }

    private void act(Operator operator) {
        var step = operator.pending.removeFirst();
        var done = world.act(step, operator.seen);
        tell(operator.name + (done ? " does " : " is refused ") + step.getClass().getSimpleName() + ": "
                + step.reason());
        if (!done) {
            operator.pending.clear();
        }
        invariants();
    }

    /** All comes back, one operator is left, and a person does what the conditions ask for. */
    private void recover() {
        two.killed(world.now);
        one.pending.clear();
        one.nodes = null;
        var broken = world.nodes.size() > 2 && random.nextBoolean()
                ? "n" + (1 + random.nextInt(world.nodes.size()))
                : "";
        world.full.clear();
        world.owners = List.copyOf(world.nodes.keySet());
        for (var node : world.nodes.values()) {
            world.power(node, !node.name.equals(broken));
            node.reachable = true;
            node.tainted = false;
            node.cordoned = false;
            node.ready = true;
        }
        tell("the faults end" + (broken.isEmpty() ? "" : ", " + broken + " is broken for ever"));
        var quiet = 0;
        Report rested = null;
        for (var round = 0; round < ROUNDS && quiet < 5; round++) {
            world.now = world.now.plusSeconds(5);
            world.nodes.values().stream().filter(SimulatedNode::talks).forEach(n -> {
                beat(n);
                world.kubelet(n);
            });
            world.controller();
            world.scheduler();
            var idle = settle();
            person(broken);
            tell("    " + world);
            quiet = idle && active() && one.report.equals(rested) ? quiet + 1 : 0;
            rested = one.report;
        }
        World.check(active(), "6: not active when the faults have ended: " + one.report.conditions());
        World.check(quiet == 5, "6: steps without end");
    }

    private boolean active() {
        var node = world.record.flatMap(GroupRecord::held).map(Claim::node).orElse("");
        return one.report.condition("Ready").answer() == Answer.TRUE && world.nodes.containsKey(node)
                && world.nodes.get(node).running.size() == 1;
    }

    private boolean settle() {
        for (var steps = 0; steps < 60; steps++) {
            look(one);
            if (one.pending.isEmpty()) {
                return steps == 0;
            }
            while (!one.pending.isEmpty()) {
                act(one);
            }
        }
        throw new AssertionError("invariant 6: steps without end, last: " + one.seen.state().recorded());
    }

    /** Does as the message of {@code Stalled} says. */
    private void person(String broken) {
        var stalled = one.report.condition("Stalled");
        var doubtful = one.report.doubts().stream().map(d -> d.instance().node())
                .collect(Collectors.toSet());
        for (var node : world.nodes.values()) {
            if (stalled.reason().equals("FenceNeeded")
                    && stalled.message().contains("kubectl taint node " + node.name + " ")
                    && (node.bootShown == node.boot || !node.powered)) {
                tell("a person switches off and taints " + node.name);
                world.power(node, false);
                node.tainted = true;
            } else if (!node.powered && !node.name.equals(broken) && !doubtful.contains(node.name)) {
                tell("a person switches on " + node.name);
                node.tainted = false;
                world.power(node, true);
            }
        }
        if (stalled.reason().equals("Contradiction")) {
            world.pods.values().stream().filter(p -> p.deletedAt == null && !p.gate).skip(1).findFirst()
                    .ifPresent(p -> {
                        tell("a person deletes " + p.uid);
                        world.delete(p, false);
                    });
        }
    }
}
