package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.quorate.simulation.Shapes.Container;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What a kubelet does, a little late each time: renews its Lease, tells its boot, starts every pod bound to its node
 * that is not deleted (after a boot too), stops the others, and never starts one that was deleted before it saw it.
 */
final class Kubelet {

    /** What a machine has for pods. */
    static final int CPUS = 4;
    private static final long RENEWAL = 10_000;

    private final ApiServer server;
    private final Random random;
    /** By node, the true time of the last renewal of its Lease. */
    final Map<String, Long> heard = new HashMap<>();

    Kubelet(ApiServer server, Random random) {
        this.server = server;
        this.random = random;
    }

    /** One pass; {@code prompt} where nothing delays it. */
    void pass(Machine machine, long millis, Instant time, boolean prompt) {
        if (!machine.talks()) {
            return;
        }
        // It renews as it starts, before anything that it finds bound to its node has been started.
        if (machine.renewedBoot != machine.boot) {
            renew(machine, millis, time);
        }
        // Pods are synchronized independently of the boot being told.
        if (prompt || !registered(machine) || random.nextInt(10) < 7) {
            tell(machine, millis, time);
        }
        if (prompt || random.nextInt(10) < 6) {
            pods(machine, prompt);
        }
    }

    /** A new machine makes itself known before it speaks of pods; a boot may be told later than that. */
    private boolean registered(Machine machine) {
        var node = server.nodes.get(machine.node);
        return node != null && node.getStatus().getNodeInfo().getSystemUUID().equals(machine.systemUuid);
    }

    private void tell(Machine machine, long millis, Instant time) {
        var node = server.nodes.get(machine.node);
        if (node == null || !tellsOf(node, machine)) {
            server.nodes.put(machine.node, node(machine, node));
        }
        if (millis - machine.renewedAt >= RENEWAL || !server.leases.containsKey(machine.node)) {
            renew(machine, millis, time);
        }
    }

    private void renew(Machine machine, long millis, Instant time) {
        machine.renewedAt = millis;
        machine.renewedBoot = machine.boot;
        heard.put(machine.node, millis);
        var meta = new ObjectMeta();
        meta.setName(machine.node);
        meta.setResourceVersion(server.nextVersion());
        var spec = new LeaseSpec();
        spec.setRenewTime(time.plusMillis(machine.clockOffset).atZone(ZoneOffset.UTC));
        server.leases.put(machine.node, new Lease("coordination.k8s.io/v1", "Lease", meta, spec));
    }

    private static boolean tellsOf(Node node, Machine machine) {
        var info = node.getStatus().getNodeInfo();
        return info.getBootID().equals(machine.bootId()) && info.getSystemUUID().equals(machine.systemUuid)
                && node.getStatus().getConditions().getFirst().getStatus().equals(machine.unwell ? "False" : "True");
    }

    /** Registers the machine, over a Node object of that name if there is one. */
    private Node node(Machine machine, Node before) {
        var node = before == null
                ? new NodeBuilder().withNewMetadata().withName(machine.node).withUid(server.newUid("node"))
                        .endMetadata().withNewSpec().endSpec()
                : new NodeBuilder(before);
        return node.withNewStatus().addToAllocatable("cpu", new Quantity(Integer.toString(CPUS)))
                .withConditions(new NodeConditionBuilder().withType("Ready").withStatus(machine.unwell
                        ? "False"
                        : "True").build())
                .withNewNodeInfo().withBootID(machine.bootId()).withSystemUUID(machine.systemUuid)
                .withMachineID("id-" + machine.systemUuid).endNodeInfo().endStatus().build();
    }

    private void pods(Machine machine, boolean prompt) {
        for (var container : List.copyOf(machine.containers.values())) {
            var pod = server.pods.get(container.pod);
            var wanted = pod != null && pod.getMetadata().getUid().equals(container.uid) && !Shapes.deleted(pod)
                    && !Shapes.over(pod);
            if (container.stopping && (prompt || random.nextInt(container.slow ? 40 : 3) == 0)) {
                machine.containers.remove(container.uid);
            } else if (!wanted && !container.stopping) {
                container.stopping = true;
                if (pod != null && pod.getMetadata().getUid().equals(container.uid) && Shapes.over(pod)) {
                    // Given up by others while it ran: a kubelet leaves a terminal phase as it is, and tells what runs.
                    server.store(Shapes.byKubelet(pod, "Failed", Container.RUNNING, false, server.now()));
                }
            }
        }
        for (var pod : List.copyOf(server.pods.values())) {
            if (machine.node.equals(pod.getSpec().getNodeName())) {
                pod(machine, pod, prompt);
            }
        }
    }

    private void pod(Machine machine, Pod pod, boolean prompt) {
        var uid = pod.getMetadata().getUid();
        var container = machine.containers.get(uid);
        if (container != null) {
            if (!container.stopping && (prompt || random.nextInt(10) < 7)) {
                status(pod, "Running", Container.RUNNING);
            }
        } else if (Shapes.deleted(pod) || Shapes.over(pod)) {
            over(machine, pod);
        } else {
            machine.containers.put(uid, new Machine.Container(pod.getMetadata().getName(), uid,
                    Controllers.group(pod), Controllers.resource(pod), random.nextInt(8) == 0));
        }
    }

    /** Nothing of it runs: that is told first, once a boot; then the object goes, as far as finalizers let it. */
    private void over(Machine machine, Pod pod) {
        if (machine.told.add(pod.getMetadata().getUid())) {
            var last = Shapes.container(pod);
            server.store(Shapes.byKubelet(pod, "Failed",
                    last == null || last == Container.WAITING ? Container.WAITING : Container.TERMINATED, false,
                    server.now()));
        } else if (Shapes.deleted(pod)) {
            server.delete(pod, OptionalLong.of(0));
        }
    }

    private void status(Pod pod, String phase, Container container) {
        if (!phase.equals(pod.getStatus().getPhase()) || container != Shapes.container(pod)
                || container == Container.RUNNING != Shapes.has(pod, "Ready")) {
            server.store(Shapes.byKubelet(pod, phase, container, container == Container.RUNNING, server.now()));
        }
    }

    /** A container ends by itself; the kubelet says so, and starts it again on its next pass. */
    void crash(Machine machine) {
        for (var container : machine.containers.values()) {
            var pod = server.pods.get(container.pod);
            if (machine.talks() && pod != null && pod.getMetadata().getUid().equals(container.uid)
                    && !Shapes.deleted(pod) && !Shapes.over(pod)) {
                server.store(Shapes.restarted(
                        Shapes.byKubelet(pod, "Running", Container.TERMINATED, false, server.now())));
            }
        }
    }

    /** A restarted kubelet does not admit again what runs; it says so at once, and kills it when it finds the time. */
    void reject(Machine machine) {
        for (var container : machine.containers.values()) {
            var pod = server.pods.get(container.pod);
            if (machine.talks() && pod != null && pod.getMetadata().getUid().equals(container.uid)
                    && !Shapes.over(pod)) {
                container.stopping = true;
                server.store(Shapes.rejected(pod, server.now()));
            }
        }
    }

    /** The kubelet needs the room: what it evicts has ended for good, though nobody deleted it. */
    void evict(Machine machine) {
        for (var container : List.copyOf(machine.containers.values())) {
            var pod = server.pods.get(container.pod);
            if (machine.talks() && pod != null && pod.getMetadata().getUid().equals(container.uid)
                    && !Shapes.over(pod)) {
                machine.containers.remove(container.uid);
                server.store(Shapes.byKubelet(pod, "Failed", Container.TERMINATED, false, server.now()));
            }
        }
    }
}
