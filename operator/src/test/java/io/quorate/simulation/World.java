package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.quorate.api.v1alpha1.EvidenceKind;
import io.quorate.api.v1alpha1.FailoverSpec;
import io.quorate.api.v1alpha1.FencingSpec;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.OnLoss;
import io.quorate.api.v1alpha1.QuorumRule;
import io.quorate.api.v1alpha1.QuorumSpec;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
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

    /** A group and its workload, made by a StatefulSet or a Deployment. */
    void declare(String name, List<String> owners, QuorumRule rule, OnLoss onLoss, String grace, boolean stateful) {
        var group = new ResourceGroup();
        group.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name)
                .withUid(server.newUid("group")).withGeneration(1L).withFinalizers(Names.RELEASE)
                .withResourceVersion(server.nextVersion()).build());
        group.setSpec(new ResourceGroupSpec(owners, null, new QuorumSpec(rule, null, null, onLoss), null,
                new FailoverSpec(null, grace, null), null, new FencingSpec(accepted(), null), null, null, null, null));
        server.groups.put(name, group);
        var meta = new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).withGeneration(1L).build();
        if (stateful) {
            server.statefulSets.put(name, new StatefulSetBuilder().withMetadata(meta).withNewSpec().withReplicas(1)
                    .endSpec().withNewStatus().withObservedGeneration(1L).withUpdateRevision("r").endStatus().build());
        } else {
            server.deployments.put(name, new DeploymentBuilder().withMetadata(meta).withNewSpec().withReplicas(1)
                    .withNewStrategy().withType("Recreate").endStrategy().endSpec().build());
            server.replicaSets.put(name, new ReplicaSetBuilder().withMetadata(meta).editMetadata()
                    .addNewOwnerReference().withApiVersion("apps/v1").withKind("Deployment").withName(name)
                    .withController(true)
                    .endOwnerReference().endMetadata().build());
        }
    }

    private List<EvidenceKind> accepted() {
        return server.methods.isEmpty() || random.nextInt(4) == 0
                ? List.of(EvidenceKind.OutOfService)
                : List.of(EvidenceKind.NodeFenced, EvidenceKind.OutOfService);
    }

    /** Another owner list. */
    void list(String name, List<String> owners) {
        judge.listed(name);
        var before = server.groups.get(name);
        var next = new ResourceGroup();
        next.setMetadata(before.getMetadata().toBuilder().withResourceVersion(server.nextVersion())
                .withGeneration(before.getMetadata().getGeneration() + 1).build());
        next.setSpec(new ResourceGroupSpec(owners, before.getSpec().run(), before.getSpec().quorum(),
                before.getSpec().startup(), before.getSpec().failover(), before.getSpec().failback(),
                before.getSpec().fencing(), before.getSpec().resources(),
                before.getSpec().constraints(), before.getSpec().priority(),
                before.getSpec().objectives()));
        next.setStatus(before.getStatus());
        server.groups.put(name, next);
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

    /** Everything is settled for a deleted group: the framework takes its finalizer off. */
    void released(ResourceGroup group) {
        var name = group.getMetadata().getName();
        var now = server.groups.get(name);
        if (now != null && now.getMetadata().getUid().equals(group.getMetadata().getUid())) {
            server.groups.remove(name);
            server.maps.remove("quorate-group-" + name);
            tell(() -> "group " + name + " is gone");
        }
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
