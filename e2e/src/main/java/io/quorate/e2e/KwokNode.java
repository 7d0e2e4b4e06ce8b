package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A node: one KWOK process that does for it what a kubelet does. Killing the process is a crash of the node, halting it
 * by a signal a hang. A crash leaves everything in the API as it was; a boot changes the boot id.
 */
public final class KwokNode implements AutoCloseable {
    /** As a kubelet renews. */
    public static final Duration KUBELET_RENEWAL = Duration.ofSeconds(10);

    private static final Duration READY = Duration.ofSeconds(60);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final ControlPlane plane;
    private final String name;
    private final Duration leaseRenewal;
    private final Map<String, String> labels;
    private final String systemUuid = UUID.randomUUID().toString();
    private String bootId = "";
    private volatile Set<String> ended = Set.of();
    private ChildProcess process;

    /** A node that renews its Lease as a kubelet does: each 10 s, for 40 s. */
    public KwokNode(ControlPlane plane, String name) {
        this(plane, name, KUBELET_RENEWAL);
    }

    public KwokNode(ControlPlane plane, String name, Duration leaseRenewal) {
        this(plane, name, leaseRenewal, Map.of());
    }

    /**
     * A node that is not there yet: see {@link #boot}.
     *
     * @param leaseRenewal
     *            at least 1 s; the Lease is for four times as long
     * @param labels
     *            besides {@code kubernetes.io/hostname}
     */
    public KwokNode(ControlPlane plane, String name, Duration leaseRenewal, Map<String, String> labels) {
        if (leaseRenewal.toSeconds() < 1) {
            throw new IllegalArgumentException("lease renewal " + leaseRenewal + " of " + name + " is below 1 s");
        }
        this.plane = plane;
        this.name = name;
        this.leaseRenewal = leaseRenewal;
        this.labels = new TreeMap<>(labels);
        this.labels.put("kubernetes.io/hostname", name);
    }

    /** Boots all, one beside the other, and waits until all are Ready. */
    public static void bootAll(List<KwokNode> nodes) {
        nodes.forEach(KwokNode::boot);
        nodes.forEach(KwokNode::awaitReady);
    }

    public String name() {
        return name;
    }

    /** Of the last boot; "" before the first. */
    public String bootId() {
        return bootId;
    }

    public boolean running() {
        return process != null && process.alive();
    }

    /** Whether this pod was bound here at the last boot and not started again, whatever the API says of it. */
    boolean ended(String podUid) {
        return ended.contains(podUid);
    }

    public OptionalLong pid() {
        return running() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    /**
     * Starts the node under a new boot id, and makes its Node object when there is none. Pods that are bound to it and
     * not deleted start again; those deleted meanwhile are not started.
     */
    public synchronized void boot() {
        if (running()) {
            throw new IllegalStateException("node " + name + " is running: crash() it first");
        }
        bootId = UUID.randomUUID().toString();
        try (var client = plane.clientFor("kwok")) {
            register(client);
            releaseLease(client);
            var bound = client.pods().inAnyNamespace().withField("spec.nodeName", name).list().getItems();
            ended = bound.stream().filter(pod -> !startsAgain(pod)).map(pod -> pod.getMetadata().getUid())
                    .collect(Collectors.toSet());
            bound.stream().filter(KwokNode::startsAgain).forEach(pod -> restart(client, pod));
        }
        var hash = Math.floorMod(name.hashCode(), 1 << 16);
        process = ChildProcess.start("kwok-" + name,
                List.of(plane.binaries().kwok().toString(), "--kubeconfig=" + plane.kubeconfig("kwok"),
                        "--config=" + plane.stages(), "--manage-single-node=" + name, "--node-ip=127.0.0.1",
                        "--cidr=10." + (hash >> 8) + "." + (hash & 0xff) + ".0/24",
                        "--node-lease-duration-seconds=" + 4 * leaseRenewal.toSeconds()),
                Map.of("HOME", plane.dir().toString()), plane.log("node-" + name));
    }

    /** Waits until the node reports Ready under its boot id. */
    public void awaitReady() {
        Awaitility.await("node " + name + " is Ready").atMost(READY).pollInterval(Duration.ofMillis(200))
                .ignoreExceptions().until(() -> {
                    var status = plane.client().nodes().withName(name).get().getStatus();
                    return status.getNodeInfo().getBootID().equals(bootId) && status.getConditions().stream()
                            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
                });
    }

    /**
     * Makes KWOK look again at the pods that it has still to start or to end. It hears of a pod once, and forgets it where
     * it did not hold its Lease at that moment yet, or its answer was lost: a kubelet syncs all of its pods now and then.
     */
    public void sync() {
        plane.client().pods().inAnyNamespace().withField("spec.nodeName", name).list().getItems().stream()
                .filter(KwokNode::pending)
                .forEach(pod -> plane.client().pods().resource(pod).patch(MERGE,
                        "{\"metadata\":{\"annotations\":{\"kwok.quorate.io/synced\":\"" + Instant.now() + "\"}}}"));
    }

    private static boolean pending(Pod pod) {
        var phase = pod.getStatus().getPhase();
        return pod.getMetadata().getDeletionTimestamp() == null
                ? pod.getStatus().getContainerStatuses().stream().noneMatch(c -> c.getState().getRunning() != null)
                : !"Failed".equals(phase) && !"Succeeded".equals(phase);
    }

    /** The node is gone at once. */
    public synchronized void crash() {
        if (process != null) {
            process.kill();
        }
    }

    /** The node stands still, and goes on where it was at {@link #resume}. */
    public synchronized void hang() {
        process.signal("STOP");
    }

    public synchronized void resume() {
        process.signal("CONT");
    }

    /** Ends the process. The Node object stays. */
    @Override
    public void close() {
        crash();
    }

    private void register(KubernetesClient client) {
        if (client.nodes().withName(name).get() == null) {
            client.nodes().resource(new NodeBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata()
                    .build()).create();
        }
        var now = Instant.now().toString();
        var resources = Map.of("cpu", "8", "memory", "16Gi", "pods", "110");
        var info = new TreeMap<>(Map.of("bootID", bootId, "systemUUID", systemUuid, "machineID",
                systemUuid.replace("-", ""), "architecture", "amd64", "operatingSystem", "linux", "osImage", "KWOK",
                "kernelVersion", "kwok", "containerRuntimeVersion", "kwok://", "kubeletVersion", "v1.37.2",
                "kubeProxyVersion", ""));
        var notReady = Map.of("type", "Ready", "status", "False", "reason", "KubeletNotReady", "message",
                "the node is booting", "lastHeartbeatTime", now, "lastTransitionTime", now);
        var status = Map.of("capacity", resources, "allocatable", resources, "nodeInfo", info, "conditions",
                List.of(notReady));
        client.nodes().withName(name).subresource("status").patch(STRATEGIC,
                Serialization.asJson(Map.of("status", status)));
    }

    // Each KWOK process has a holder identity of its own, and would wait for the end of the last one's Lease; a kubelet
    // goes on with its Lease at once. The time of the renewal stays as it was.
    private void releaseLease(KubernetesClient client) {
        var lease = client.leases().inNamespace("kube-node-lease").withName(name);
        if (lease.get() != null) {
            lease.patch(MERGE, "{\"spec\":{\"holderIdentity\":null}}");
        }
    }

    private static boolean startsAgain(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && "Running".equals(pod.getStatus().getPhase());
    }

    // The reboot ended the containers; the process then starts them, as it does for a new pod.
    private static void restart(KubernetesClient client, Pod pod) {
        var now = Instant.now().toString();
        var containers = pod.getStatus().getContainerStatuses().stream().map(KwokNode::waiting).toList();
        var notReady = List.of("Ready", "ContainersReady").stream().map(type -> Map.of("type", type, "status", "False",
                "reason", "ContainersNotReady", "lastTransitionTime", now)).toList();
        var patch = Map.of("metadata", Map.of("uid", pod.getMetadata().getUid()), "status",
                Map.of("containerStatuses", containers, "conditions", notReady));
        client.pods().resource(pod).subresource("status").patch(STRATEGIC, Serialization.asJson(patch));
    }

    private static ContainerStatus waiting(ContainerStatus before) {
        var started = before.getState().getRunning() == null ? null : before.getState().getRunning().getStartedAt();
        return new ContainerStatusBuilder(before).withReady(false).withStarted(false)
                .withRestartCount(before.getRestartCount() + 1).withNewState().withNewWaiting()
                .withReason("ContainerCreating").endWaiting().endState().withNewLastState().withNewTerminated()
                .withExitCode(255).withReason("Unknown").withStartedAt(started)
                .withFinishedAt(Instant.now().toString()).withContainerID(before.getContainerID()).endTerminated()
                .endLastState().build();
    }
}
