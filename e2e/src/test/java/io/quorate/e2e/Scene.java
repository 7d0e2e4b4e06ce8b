package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quorate.Settings;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.e2e.Breakpoints.Point;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One test's part of the cluster: a namespace, which is its operators' own too, and three nodes of its own. The
 * texts of its manifests name them {@code $1}, {@code $2}, {@code $3}. At the end it says whether two instances of a
 * group ever ran at once.
 */
final class Scene implements AutoCloseable {

    static final String GROUP = """
            apiVersion: quorate.io/v1alpha1
            kind: ResourceGroup
            metadata: {name: db}
            spec:
              nodes: [$1, $2, $3]
              failover: {gracePeriod: 12s}
            """;
    static final String STATEFUL_SET = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata:
                  labels: {app: db, quorate.io/group: db}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers: [{name: app, image: none}]
            """;
    static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db}
            spec:
              strategy: {type: Recreate}
              selector: {matchLabels: {app: db}}
              template:
                metadata:
                  labels: {app: db, quorate.io/group: db}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers: [{name: app, image: none}]
            """;
    static {
        // An operator that ends beside it, with its threads still busy, is no fault of the test that waits.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** Only a hang takes as long, on whatever machine. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ControlPlane plane;
    private final String namespace;
    private final List<KwokNode> nodes;
    private final List<TestOperator> operators = new CopyOnWriteArrayList<>();
    private final Referee referee;

    Scene(ControlPlane plane, String namespace) {
        this.plane = plane;
        this.namespace = namespace;
        nodes = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new KwokNode(plane, namespace + "-n" + i, Duration.ofSeconds(1))).toList();
        plane.client().load(stream("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: editor, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
                subjects: [{kind: User, name: editor}]
                """.formatted(namespace))).create();
        nodes.forEach(KwokNode::boot);
        nodes.forEach(KwokNode::awaitReady);
        referee = new Referee(plane.client(), namespace, nodes);
    }

    // What there is.

    ControlPlane plane() { return plane; }

    String namespace() { return namespace; }

    KubernetesClient client() { return plane.client(); }

    /** @param number 1 to 3 */
    KwokNode node(int number) { return nodes.get(number - 1); }

    ResourceGroup group() { return group("db"); }

    ResourceGroup group(String name) {
        return client().resources(ResourceGroup.class).inNamespace(namespace).withName(name).get();
    }

    Optional<Condition> condition(String type) { return condition("db", type); }

    private Optional<Condition> condition(String group, String type) {
        return Optional.ofNullable(group(group)).map(ResourceGroup::getStatus).stream()
                .flatMap(s -> s.conditions().stream()).filter(c -> c.getType().equals(type)).findFirst();
    }

    ConfigMap record() {
        return client().configMaps().inNamespace(namespace).withName("quorate-group-db").get();
    }

    List<Pod> pods() {
        return client().pods().inNamespace(namespace).list().getItems();
    }

    /** The one pod that is not deleted; those of Jobs are not meant. */
    Pod pod() {
        return pods().stream().filter(p -> p.getMetadata().getDeletionTimestamp() == null && !ofJob(p))
                .reduce((a, b) -> {
                    throw new AssertionError("two pods");
                }).orElseThrow();
    }

    List<Event> events() {
        return client().v1().events().inNamespace(namespace).list().getItems();
    }

    /** What operators of this scene have written since a mark, successfully or not, wherever it is. */
    Stream<AuditLog.Write> written(long mark) {
        return plane.audit().since(mark).stream()
                .filter(w -> w.user().equals("system:serviceaccount:" + Cluster.INSTALLED + ":quorate"))
                .filter(w -> w.namespace().equals(namespace) || w.agent().equals(TestOperator.agent(namespace)))
                .filter(w -> !w.resource().equals("leases"));
    }

    // What happens.

    /** Starts an operator for this namespace, with no election: whoever is there decides. */
    TestOperator operator() {
        return operator(Clock.systemUTC());
    }

    /** Starts an operator that goes by this clock. */
    TestOperator operator(Clock clock) {
        return kept(new TestOperator(plane, namespace, clock, Optional.empty()));
    }

    /** Starts an operator that is held when it first comes here. */
    TestOperator operator(Point holdAt) {
        return kept(new TestOperator(plane, namespace, Clock.systemUTC(), Optional.of(holdAt)));
    }

    TestOperator operator(Settings settings) { return operator(settings, Clock.systemUTC()); }

    TestOperator operator(Settings settings, Clock clock) { return kept(new TestOperator(plane, settings, clock)); }

    TestOperator operatorOver(Wire wire) { return kept(TestOperator.over(wire, plane, namespace)); }

    private TestOperator kept(TestOperator operator) {
        operators.add(operator);
        return operator;
    }

    /** The group {@code db} on nodes 1, 2, 3, active on the first, under one operator. */
    TestOperator active(String workload) {
        create(GROUP, workload);
        var operator = operator();
        awaitActive(1);
        return operator;
    }

    void create(String... manifests) { createIn(namespace, manifests); }

    /** In a namespace that is others' too: the names have to be this scene's own. */
    void createIn(String there, String... manifests) {
        for (var manifest : manifests) {
            client().load(stream(named(manifest))).inNamespace(there).serverSideApply();
        }
    }

    String kubectlAs(String user, String... args) {
        return plane.kubectlAs(user, Stream.concat(Stream.of("-n", namespace),
                Stream.of(args).map(this::named)).toArray(String[]::new));
    }

    String kubectl(String... args) { return kubectlAs("admin", args); }

    /** A file for kubectl. */
    String file(String manifest) {
        try {
            return Files.writeString(Files.createTempFile(plane.dir(), namespace, ".yaml"), named(manifest)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String named(String text) {
        return text.replace("$1", node(1).name()).replace("$2", node(2).name()).replace("$3", node(3).name());
    }

    /** Somebody else's pod takes room. */
    void fill(int number, String cpu) {
        var node = node(number).name();
        client().resource(new PodBuilder().withNewMetadata().withNamespace("default").withName(filler(number))
                .endMetadata().withNewSpec().withNodeName(node).addNewContainer().withName("app").withImage("none")
                .withNewResources().addToRequests("cpu", Quantity.parse(cpu)).endResources().endContainer().endSpec()
                .build()).create();
    }

    /** That pod is gone. */
    void free(int number) {
        client().pods().inNamespace("default").withName(filler(number)).withGracePeriod(0).delete();
    }

    private String filler(int number) { return node(number).name() + "-filler"; }

    /** What an administrator does who has made sure that the machine is off. */
    void declareOff(int number) {
        kubectl("taint", "node", node(number).name(), "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute");
    }

    // What is waited for.

    void until(String situation, Predicate<Scene> holds) {
        await(situation).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).ignoreExceptions()
                .until(() -> holds.test(this));
    }

    void awaitActive(int number) {
        await("active on node " + number).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(condition("Ready").orElseThrow()).returns("True", Condition::getStatus);
                    assertThat(group().getStatus().activeNode()).isEqualTo(node(number).name());
                    assertThat(pod().getSpec().getNodeName()).isEqualTo(node(number).name());
                });
    }

    /** Waits for one of several groups. */
    void awaitActive(String group, int number) {
        await(group + " is active on node " + number).atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                .ignoreExceptions().untilAsserted(() -> {
                    assertThat(condition(group, "Ready").orElseThrow()).returns("True", Condition::getStatus);
                    assertThat(group(group).getStatus().activeNode()).isEqualTo(node(number).name());
                });
    }

    /** Waits until a condition has this reason; its message comes back. */
    String awaitReason(String type, String reason) {
        return awaitReason("db", type, reason);
    }

    String awaitReason(String group, String type, String reason) {
        await(group + ": " + type + " has reason " + reason).atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(condition(group, type).orElseThrow().getReason()).isEqualTo(reason));
        return condition(group, type).orElseThrow().getMessage();
    }

    /** Waits until operators have written nothing for a while; the cluster record tells of other scenes' nodes too. */
    void awaitRest() {
        var mark = new AtomicLong();
        await("no more writes").atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).during(Duration.ofSeconds(2))
                .until(() -> {
                    var quiet = mark.get() > 0 && written(mark.get()).allMatch(w -> w.name().equals("cluster"));
                    if (!quiet) {
                        mark.set(plane.audit().mark());
                    }
                    return quiet;
                });
    }

    void awaitEvent(String reason) {
        until("event " + reason, s -> s.events().stream().anyMatch(e -> e.getReason().equals(reason)));
    }

    static boolean ofJob(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        return labels != null && labels.containsKey("batch.kubernetes.io/job-name");
    }

    static boolean gated(Pod pod) {
        return pod.getSpec().getSchedulingGates().stream().anyMatch(g -> g.getName().equals(Names.GATE));
    }

    static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    @Override
    public void close() {
        operators.forEach(TestOperator::close);
        referee.close();
        nodes.forEach(KwokNode::close);
        assertThat(referee.fouls()).as("two instances of one group at once").isEmpty();
    }

    /** The same under another name than {@code db}. */
    static String as(String name, String manifest) {
        return manifest.replace(": db", ": " + name);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8));
    }
}
