package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.observe.Heartbeats;
import io.quorate.observe.Nodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One cluster: the API server, what really runs on its machines, and the true time. */
final class World {

    static final String NAMESPACE = "shop";
    static final String SYSTEM = "quorate-system";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TICK = 2000;

    final List<String> story = new ArrayList<>();
    final Random random;
    final ApiServer server;
    final Controllers controllers;
    final Groups groups;
    final Suspension suspension = new Suspension(this);
    final Strangers strangers = new Strangers(this);
    final Neighbourhood neighbourhood = new Neighbourhood(this);
    final Kubelet kubelet;
    final Judge judge;
    final PowerSwitch power;
    final Map<String, Machine> machines = new TreeMap<>();
    /** Machines whose node has another machine by now. */
    final List<Machine> former = new ArrayList<>();
    /** Nodes that an operator must have noted to run in spite of their out-of-service taint. */
    final Set<String> knownToRun = new HashSet<>();
    long millis;
    /** When the API server came back last, after so long that what was silent may not have been. */
    long backAt;
    private final boolean telling;
    private final long apiOffset;
    private int bought;

    World(Random random, boolean telling) {
        this.random = random;
        this.telling = telling;
        apiOffset = random.nextInt(600_000) - 300_000L;
        server = new ApiServer(() -> START.plusMillis(millis + apiOffset));
        controllers = new Controllers(server);
        groups = new Groups(this);
        kubelet = new Kubelet(server, random);
        judge = new Judge(this);
        power = new PowerSwitch(this);
        server.recorded = judge::recorded;
        server.patched = judge::patched;
    }

    void tell(Supplier<String> line) {
        if (telling) {
            story.add(line.get());
        }
    }

    Machine buy(String node) {
        var machine = new Machine(node, "m" + ++bought, random.nextInt(7_200_000) - 3_600_000L);
        machines.put(node, machine);
        return machine;
    }

    void taint(String node, boolean on) {
        knownToRun.remove(node);
        if (server.nodes.containsKey(node)) {
            var spec = new NodeBuilder(server.nodes.get(node)).editSpec()
                    .removeMatchingFromTaints(t -> t.getKey().equals(Controllers.OUT_OF_SERVICE));
            server.nodes.put(node, (on
                    ? spec.addNewTaint().withKey(Controllers.OUT_OF_SERVICE).withValue("nodeshutdown")
                            .withEffect("NoExecute").endTaint()
                    : spec).endSpec().build());
        }
    }

    void cordon(String node, boolean on) {
        if (server.nodes.containsKey(node)) {
            server.nodes.put(node, new NodeBuilder(server.nodes.get(node)).editSpec()
                    .withUnschedulable(on ? true : null).endSpec().build());
        }
    }

    /** Whether its Node says that it is Ready. */
    boolean ready(String node) {
        return server.nodes.containsKey(node)
                && Nodes.ready(server.nodes.get(node));
    }

    boolean tainted(String node) {
        return server.nodes.containsKey(node) && Controllers.tainted(server.nodes.get(node));
    }

    Stream<Machine> everywhere() { return Stream.concat(machines.values().stream(), former.stream()); }

    /** Uids of the group's containers that really run. */
    Set<String> running(String group) {
        return everywhere().flatMap(m -> m.containers.values().stream()).filter(c -> c.group.equals(group))
                .map(c -> c.uid).collect(Collectors.toSet());
    }

    Look look(SimulatedOperator operator, String group) {
        return new Look(operator.name, group, millis, running(group), operator.lateness(), operator.foundSilent);
    }

    private long heard(String node) { return kubelet.heard.getOrDefault(node, 0L); }

    /** An operator asks for a node's Lease; the answer may be old by the time it has it. */
    Connection.Question asks(SimulatedOperator operator, String node) {
        var asked = millis;
        return new Connection.Question() {
            private long renewed;

            @Override
            public void served() { renewed = heard(node); }

            @Override
            public void answered() {
                if (Math.max(renewed, backAt) <= asked - SimulatedOperator.DOWN_AFTER.toMillis() * 0.99) {
                    operator.foundSilent.put(node, millis);
                }
                operator.read(node, renewed, millis);
            }
        };
    }

    /** Time passes in small steps, in which everybody but the operators' own work goes on. */
    void pass(int seconds, List<SimulatedOperator> watching, boolean prompt) {
        for (var left = seconds * 1000; left > 0; left -= TICK) {
            millis += Math.min(left, TICK);
            for (var machine : machines.values()) {
                kubelet.pass(machine, millis, START.plusMillis(millis), prompt);
            }
            judge.check();
            for (var operator : watching) {
                operator.heartbeats.contact(operator.heartbeats.asking(), server.version());
                for (var lease : server.leases.values()) {
                    if (prompt || !operator.deaf && random.nextInt(10) < 8) {
                        operator.wakes.told(lease);
                        var node = lease.getMetadata().getName();
                        operator.read(node, heard(node), millis);
                    }
                }
                operator.wakes.tick();
            }
            others(prompt);
        }
    }

    /** Time passes in which nobody reaches the API server; what runs, runs on. */
    void away(int seconds) {
        millis += seconds * 1000L;
        if (seconds > Heartbeats.GAP.toSeconds()) {
            backAt = millis;
        }
    }

    /** Controllers and the scheduler, each at its own time. */
    void others(boolean prompt) {
        for (var one : List.<Runnable>of(controllers::statefulSets, controllers::replicaSets,
                () -> controllers.scheduler(machines), () -> controllers.nodeMonitor(machines, millis),
                controllers::collector, controllers::others, () -> power.pass(prompt))) {
            if (prompt || random.nextInt(10) < 7) {
                one.run();
            }
        }
    }

    /** All of it in one line. */
    String words() {
        var text = new ArrayList<String>();
        text.add("    t=" + millis / 1000 + "s");
        everywhere().forEach(m -> text.add(m.words() + (tainted(m.node) ? " tainted" : "")));
        server.pods.values().forEach(p -> text.add(words(p)));
        server.groups.keySet().forEach(g -> text.add(judge.words(g)));
        return String.join("; ", text);
    }

    private static String words(Pod pod) {
        var meta = pod.getMetadata();
        var node = pod.getSpec().getNodeName();
        return meta.getUid() + (ApiServer.open(pod) ? node == null ? " let through" : " on " + node : " gated")
                + (meta.getFinalizers().isEmpty() ? "" : " held")
                + (!Shapes.deleted(pod) ? "" : meta.getDeletionGracePeriodSeconds() == 0 ? " forced" : " deleted")
                + " " + pod.getStatus().getPhase();
    }
}
