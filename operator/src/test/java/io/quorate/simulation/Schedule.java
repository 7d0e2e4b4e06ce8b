package io.quorate.simulation;

import io.quorate.port.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster and what befalls it, drawn from a seed; then the end of all faults. The judge looks after each event. */
final class Schedule {

    private static final int MOST_EVENTS = 160;
    private static final int DEPTH = 2;

    final World world;
    private final Random random;
    private final People people;
    private final SimulatedOperator[] operators = new SimulatedOperator[2];
    private final Set<String> cutOff = new HashSet<>();
    private final Set<String> stalled = new HashSet<>();
    private final List<Late> inFlight = new ArrayList<>();
    private boolean over;
    private int depth;

    /** A write on its way, or one that arrives a second time. */
    private record Late(Look look, String what, Runnable write, int losses) {}

    Schedule(long seed, boolean telling) {
        random = new Random(seed * 7919L + 17);
        world = new World(random, telling);
        people = new People(world);
        var size = random.nextInt(20);
        var nodes = size == 0 ? 9 : size < 10 ? 5 : 2 + random.nextInt(3);
        var groups = size == 0 ? 12 : size < 10 ? 4 : 1 + random.nextInt(2);
        IntStream.rangeClosed(1, nodes).forEach(i -> world.buy("n" + i));
        if (random.nextBoolean()) {
            world.power.install();
        }
        var wishes = new Wishes(random, !world.server.methods.isEmpty());
        IntStream.rangeClosed(1, groups).forEach(i -> declare("g" + i, wishes));
        operators[0] = started("one");
        operators[1] = started("two");
        world.pass(14, watching(), false);
    }

    private void declare(String name, Wishes wishes) {
        var owners = new ArrayList<>(world.machines.keySet());
        Collections.shuffle(owners, random);
        var some = owners.subList(0, Math.min(owners.size(), 2 + random.nextInt(4)));
        var spec = wishes.spec(List.copyOf(some), List.copyOf(world.server.groups.keySet()));
        var cpu = wishes.cpu();
        var stateful = random.nextBoolean();
        world.groups.declare(name, spec, stateful, cpu);
        world.tell(() -> name + ", " + (stateful ? "a StatefulSet" : "a Deployment")
                + (cpu.isEmpty() ? "" : " that asks for " + cpu + " of each node's " + Kubelet.CPUS) + ", is declared: "
                + spec);
    }

    private SimulatedOperator started(String name) {
        var clock = new OperatorClock(() -> world.millis, random.nextInt(180_000) - 90_000L,
                1 + (random.nextInt(401) - 200) / 1e6);
        var self = new SimulatedOperator[1];
        self[0] = new SimulatedOperator(name, world, clock, new Connection.Fate() {
            @Override
            public void before() { Schedule.this.before(self[0]); }

            @Override
            public void after() { Schedule.this.heldUp(self[0], 60); }

            @Override
            public Connection.Question asks(String node) { return world.asks(self[0], node); }

            @Override
            public void carry(Look look, String what, Runnable write) {
                Schedule.this.carry(look, what, write);
            }
        });
        return self[0];
    }

    private List<SimulatedOperator> watching() {
        return Stream.of(operators).filter(o -> !cutOff.contains(o.name) && !stalled.contains(o.name)).toList();
    }

    private void heldUp(SimulatedOperator operator, int oneIn) {
        if (!over && !operator.killed && depth < DEPTH && random.nextInt(oneIn) == 0) {
            depth++;
            world.tell(() -> operator.name + " is held up, and meanwhile:");
            event();
            world.tell(() -> operator.name + " goes on");
            depth--;
        }
        if (operator.killed) {
            throw new Connection.Killed();
        }
    }

    /** Between any two calls of an operator everything else may go on, or its process may end. */
    private void before(SimulatedOperator operator) {
        heldUp(operator, 20);
        if (!over && (cutOff.contains(operator.name) || random.nextInt(150) == 0)) {
            throw Connection.noAnswer();
        }
    }

    private void carry(Look look, String what, Runnable write) {
        var fate = over ? 0 : random.nextInt(100);
        if (fate < 92) {
            apply(look, write);
        } else if (fate < 95) {
            apply(look, write);
            world.tell(() -> "the write of " + what + " takes effect, and no answer comes");
            throw Connection.noAnswer();
        } else if (fate < 97) {
            inFlight.add(new Late(look, what, write, world.judge.losses(look.group())));
            world.tell(() -> "the write of " + what + " gets no answer; it is still on its way");
            throw Connection.noAnswer();
        } else if (fate < 98) {
            throw Connection.noAnswer();
        } else {
            apply(look, write);
            inFlight.add(new Late(look, what, write, world.judge.losses(look.group())));
        }
    }

    private void apply(Look look, Runnable write) {
        var before = world.judge.writing;
        world.judge.writing = look;
        try {
            write.run();
            world.judge.writes++;
        } finally {
            world.judge.writing = before;
        }
        world.judge.check();
    }

    private void deliver(Late late) {
        if (late.losses() != world.judge.losses(late.look().group())) {
            // It would make the lost record anew as it was: safe, but only a person could tell.
            return;
        }
        try {
            apply(late.look(), late.write());
            world.tell(() -> "a late write of " + late.what() + " by " + late.look().operator() + " takes effect");
        } catch (ApiException e) {
            world.tell(() -> "a late write of " + late.what() + " by " + late.look().operator() + " is refused");
        }
    }

    /** Faults, then none; the story ends when all is as it should be, or with what is broken. */
    void run() {
        for (var left = 1 + random.nextInt(MOST_EVENTS); left > 0; left--) {
            event();
        }
        over = true;
        cutOff.clear();
        inFlight.forEach(this::deliver);
        operators[1].killed = true;
        operators[0].rest();
        new Recovery(world, people, operators[0]).run();
    }

    private void event() {
        var dice = random.nextInt(100);
        if (dice < 48) {
            work();
        } else if (dice < 68) {
            time(random.nextInt(4) == 0 ? 25 : 1 + random.nextInt(8));
        } else if (dice < 71) {
            operator();
        } else if (dice < 85) {
            people.machine(target());
        } else if (dice < 92) {
            people.workload(random.nextInt(18));
        } else if (dice < 95 && !inFlight.isEmpty()) {
            deliver(inFlight.remove(random.nextInt(inFlight.size())));
        } else {
            world.others(false);
        }
        world.judge.check();
        world.tell(world::words);
    }

    private Machine target() {
        var busy = world.machines.values().stream().filter(m -> !m.containers.isEmpty()).toList();
        var from = busy.isEmpty() || random.nextBoolean() ? List.copyOf(world.machines.values()) : busy;
        return from.get(random.nextInt(from.size()));
    }

    private void work() {
        var operator = operators[random.nextInt(4) == 0 ? 1 : 0];
        if (stalled.contains(operator.name)) {
            return;
        }
        for (var fence : List.copyOf(world.server.fences.keySet())) {
            if (random.nextInt(3) == 0) {
                operator.fence(fence);
            }
        }
        var groups = List.copyOf(world.server.groups.keySet());
        if (groups.isEmpty()) {
            return;
        }
        var group = groups.get(random.nextInt(groups.size()));
        for (var left = random.nextInt(10); left >= 0; left--) {
            if (!operator.goOn(group) && random.nextBoolean()) {
                return;
            }
        }
    }

    private void time(int seconds) {
        if (random.nextInt(40) == 0) {
            world.tell(() -> "the API server is away for " + 3 * seconds + " s");
            world.away(3 * seconds);
            return;
        }
        world.tell(() -> seconds + " s pass");
        world.pass(seconds, watching(), false);
    }

    private void operator() {
        var i = random.nextInt(2);
        var name = operators[i].name;
        switch (random.nextInt(5)) {
            case 0 -> {
                operators[i].killed = true;
                operators[i] = started(name);
                world.tell(() -> "operator " + name + " is killed and starts anew");
            }
            case 1 -> {
                var off = cutOff.remove(name) || !cutOff.add(name);
                world.tell(() -> "operator " + name + (off ? " reaches" : " is cut off from") + " the API server");
            }
            case 2 -> {
                operators[i].deaf = !operators[i].deaf;
                world.tell(
                        () -> "the watch of operator " + name + (operators[i].deaf ? " falls silent" : " tells again"));
            }
            default -> {
                var off = stalled.remove(name) || !stalled.add(name);
                world.tell(() -> "operator " + name + (off ? " goes on" : " stalls"));
            }
        }
    }
}
