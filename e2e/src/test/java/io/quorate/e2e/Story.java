package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One group on three real nodes, {@code n1} to {@code n3}, whose instance writes to a file that all nodes share. At the
 * end it says whether two ever wrote at once.
 */
final class Story implements AutoCloseable {

    private static final String GROUP = """
            apiVersion: quorate.io/v1alpha1
            kind: ResourceGroup
            metadata: {name: db}
            spec:
              nodes: [n1, n2, n3]
              failover: {gracePeriod: 12s}
            """;
    private static final String WORKLOAD = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata:
                  labels: {app: db, quorate.io/group: db}
                spec: %s
            """;
    private static final String POD = """
            {
              "hostNetwork": true, "terminationGracePeriodSeconds": 2,
              "automountServiceAccountToken": false, "enableServiceLinks": false,
              "volumes": [{"name": "shared", "hostPath": {"path": "%1$s"}}],
              "containers": [{
                "name": "writer", "image": "%2$s", "imagePullPolicy": "Never",
                "securityContext": {"privileged": true}, "args": ["write", "/shared/%3$s"],
                "volumeMounts": [{"name": "shared", "mountPath": "/shared"}],
                "env": [
                  {"name": "POD_UID", "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}},
                  {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                  {"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
                  {"name": "EPOCH", "valueFrom": {"fieldRef":
                    {"fieldPath": "metadata.annotations['quorate.io/epoch']"}}},
                  {"name": "IGNORE_TERM", "value": ""}]}]
            }
            """;
    // Somebody will say what has become of a lost node: so the group gives up at once what ran there.
    private static final String PERSON = """
            apiVersion: quorate.io/v1alpha1
            kind: FencingMethod
            metadata: {name: person}
            spec: {order: 10, type: Person, timeout: 1h}
            """;
    // A Job really switches the lost node off.
    private static final String POWER_SWITCH = """
            apiVersion: quorate.io/v1alpha1
            kind: FencingMethod
            metadata: {name: power-switch}
            spec: {order: 10, type: Job, timeout: 1m, job: {podTemplate: power-switch}}
            """;
    private static final String AGENT = """
            apiVersion: v1
            kind: PodTemplate
            metadata: {name: power-switch}
            template:
              spec:
                hostNetwork: true
                automountServiceAccountToken: false
                restartPolicy: Never
                volumes: [{name: shared, hostPath: {path: %s}}]
                containers:
                - name: agent
                  image: %s
                  imagePullPolicy: Never
                  securityContext: {privileged: true}
                  args: [switch-off, /shared]
                  volumeMounts: [{name: shared, mountPath: /shared}]
            """;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final RealCluster cluster;
    private final String namespace;
    private final Groups groups;
    private final Writes writes;

    Story(RealCluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        groups = new Groups(cluster.plane().client(), namespace);
        writes = new Writes(cluster.shared().resolve(namespace));
        cluster.plane().kubectl("create", "namespace", namespace);
    }

    /** The group is active on {@code n1}, and writes; its last line comes back. What is on a lost node is not deleted: nothing can fence. */
    Writes.Line begins() {
        return begins(pod());
    }

    /** The same, but what is on a lost node is deleted, because a person can be asked to switch it off. */
    Writes.Line beginsWithFencing() {
        create(PERSON);
        return begins();
    }

    /** The same, and a Job switches a lost node off. */
    Writes.Line beginsWithPowerSwitch() {
        createIn(Cluster.INSTALLED, AGENT.formatted(cluster.shared(), RealNode.IMAGE));
        create(POWER_SWITCH);
        return begins();
    }

    /** The same, with a process that does not end when it is asked to. */
    Writes.Line beginsStubbornly() {
        return begins(pod().replace("\"value\": \"\"", "\"value\": \"yes\""));
    }

    private Writes.Line begins(String pod) {
        cluster.forgetLosses();
        create(GROUP, WORKLOAD.formatted(pod.replace("\n", " ")));
        awaitActive(1);
        return writes.last();
    }

    private String pod() {
        return POD.formatted(cluster.shared(), RealNode.IMAGE, namespace);
    }

    private void create(String... manifests) { Stream.of(manifests).forEach(text -> createIn(namespace, text)); }

    private void createIn(String where, String manifest) {
        cluster.plane().client().load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(where).serverSideApply();
    }

    RealNode node(int number) { return cluster.node(number); }

    Writes writes() { return writes; }

    String kubectl(String... args) {
        return cluster.plane().kubectl(
                Stream.concat(Stream.of("-n", namespace), Stream.of(args)).toArray(String[]::new));
    }

    void declareOff(int number) { new Nodes(cluster.plane().client()).declareOff(node(number).name()); }

    /** A person says that a node has stopped; what the command says comes back. */
    String confirmStopped(int number) {
        return Command.run(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), "io.quorate.Main", "confirm-stopped",
                        node(number).name(), "--boot-id", node(number).bootId(), "--statement", "pulled the plug"),
                Map.of("KUBECONFIG", cluster.plane().adminKubeconfig().toString()));
    }

    /** On what the last move rested. */
    String evidence() { return groups.evidence("db"); }

    long epoch() { return groups.epoch("db"); }

    Pod instance() {
        return groups.pods("db").stream().filter(pod -> pod.getSpec().getNodeName() != null).findFirst().orElseThrow();
    }

    /** Another process that writes to the same file. */
    String secondWriter() {
        return "POD_UID=0 POD_NAME=stray NODE_NAME=n2 EPOCH=1 exec " + cluster.program() + " write " + writes.file();
    }

    // What is waited for.

    void until(String situation, BooleanSupplier holds) {
        await(situation).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(INTERVAL).ignoreExceptions()
                .until(holds::getAsBoolean);
    }

    /** The instance is deleted, and its object is still there. */
    void awaitDeleted() {
        until("the instance is deleted", () -> instance().getMetadata().getDeletionTimestamp() != null);
    }

    /** Nobody has written for ten times as long as a writer takes. */
    void awaitSilence() {
        until("nobody writes", () -> writes.last().age().compareTo(Duration.ofSeconds(1)) > 0);
    }

    /** The group says so, and there a process has written under its epoch that began after this moment. */
    void awaitActive(int number) {
        await("active on node " + number).atMost(PATIENCE).pollInterval(INTERVAL).ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(groups.reason("db", "Ready")).isEqualTo("Active");
                    assertThat(groups.activeNode("db")).isEqualTo(node(number).name());
                    assertThat(writes.last()).returns(node(number).name(), Writes.Line::node).returns(epoch(),
                            Writes.Line::epoch);
                });
        goesOn();
    }

    /** Another instance writes, on whatever owner is next by now, and the group says that it is active there. */
    void awaitAnother(Writes.Line before) {
        until("another writes", () -> !writes.last().uid().equals(before.uid()));
        awaitActive(Integer.parseInt(writes.last().node().substring(1)));
    }

    /** The process that wrote last writes on. */
    void goesOn() {
        var before = writes.last();
        until("writes go on", () -> writes.last().nanos() > before.nanos());
        assertThat(writes.last().uid()).isEqualTo(before.uid());
    }

    /** Waits until a condition has this reason; its message comes back. */
    String awaitReason(String type, String reason) {
        await(type + " has reason " + reason).atMost(PATIENCE).pollInterval(INTERVAL).ignoreExceptions()
                .untilAsserted(() -> assertThat(groups.reason("db", type)).isEqualTo(reason));
        return groups.message("db", type);
    }

    @Override
    public void close() {
        cluster.repair();
        cluster.plane().kubectl("delete", "fencingmethod", "--all");
        kubectl("delete", "statefulset,resourcegroup", "--all", "--timeout=60s");
        until("all is stopped", () -> groups.pods("db").isEmpty());
        assertThat(writes.fouls()).as("two instances wrote at once").isEmpty();
    }
}
