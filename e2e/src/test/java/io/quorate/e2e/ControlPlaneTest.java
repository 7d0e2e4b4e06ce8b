package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests' control plane and nodes promise; every other test relies on it. */
class ControlPlaneTest {
    private static final String NAMESPACE = "default";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path dir;
    private static ControlPlane plane;
    private static KwokNode one;
    private static KwokNode two;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(dir.resolve("plane"),
                ControlPlane.Options.quick(Binaries.ready(System.out::println)));
        one = new KwokNode(plane, "one", Duration.ofSeconds(1));
        two = new KwokNode(plane, "two", Duration.ofSeconds(1));
        KwokNode.bootAll(List.of(one, two));
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        plane.close();
    }

    @Test
    void a_stateful_set_gets_a_running_pod() {
        var labels = Map.of("app", "stateful");
        plane.client().apps().statefulSets().inNamespace(NAMESPACE).resource(new StatefulSetBuilder().withNewMetadata()
                .withName("stateful").endMetadata().withNewSpec().withReplicas(1).withServiceName("stateful")
                .withNewSelector().withMatchLabels(labels).endSelector().withNewTemplate().withNewMetadata()
                .withLabels(labels).endMetadata().withSpec(pod("template", "", Map.of()).getSpec()).endTemplate()
                .endSpec().build()).create();

        awaitPod("stateful-0", ControlPlaneTest::ready);

        var status = get("stateful-0").orElseThrow().getStatus();
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(status.getContainerStatuses()).singleElement()
                .satisfies(container -> assertThat(container.getContainerID()).startsWith("kwok://"));
    }

    @Test
    void a_deleted_pod_stops_and_is_held_by_a_foreign_finalizer() {
        create(pod("held", "one", Map.of()), "quorate.io/test");
        awaitPod("held", ControlPlaneTest::ready);

        plane.client().pods().inNamespace(NAMESPACE).withName("held").delete();

        awaitPod("held", ControlPlaneTest::stopped);
        awaitPod("held", pod -> pod.getMetadata().getDeletionGracePeriodSeconds() == 0);
        assertThat(get("held").orElseThrow().getMetadata().getFinalizers()).containsExactly("quorate.io/test");
        plane.kubectl("patch", "pod", "held", "--type=merge", "-p={\"metadata\":{\"finalizers\":null}}");
        awaitGone("held");
    }

    @Test
    void a_pod_that_stops_slowly_runs_until_it_may_stop() {
        create(pod("slow", "one", Map.of("kwok.quorate.io/slow-stop", "true")), "quorate.io/test");
        create(pod("quick", "one", Map.of()), "quorate.io/test");
        awaitPod("slow", ControlPlaneTest::ready);
        awaitPod("quick", ControlPlaneTest::ready);

        plane.kubectl("delete", "pod", "slow", "quick", "--wait=false");
        awaitPod("quick", ControlPlaneTest::stopped);
        assertThat(get("slow").orElseThrow()).matches(ControlPlaneTest::ready);

        plane.kubectl("label", "pod", "slow", "kwok.quorate.io/slow-stop-");
        awaitPod("slow", ControlPlaneTest::stopped);
        plane.kubectl("patch", "pod", "slow", "--type=merge", "-p={\"metadata\":{\"finalizers\":null}}");
        plane.kubectl("patch", "pod", "quick", "--type=merge", "-p={\"metadata\":{\"finalizers\":null}}");
        awaitGone("slow");
        awaitGone("quick");
    }

    @Test
    void a_pod_labelled_never_ready_runs_without_being_ready() {
        create(pod("unready", "two", Map.of("kwok.quorate.io/never-ready", "true")));
        awaitPod("unready", pod -> "Running".equals(pod.getStatus().getPhase()));
        assertThat(get("unready").orElseThrow()).matches(Predicate.not(ControlPlaneTest::ready));

        plane.kubectl("label", "pod", "unready", "kwok.quorate.io/never-ready-");
        awaitPod("unready", ControlPlaneTest::ready);
    }

    @Test
    void a_crashed_node_turns_unknown_and_boots_with_a_new_boot_id() {
        try (var node = new KwokNode(plane, "three", Duration.ofSeconds(1))) {
            KwokNode.bootAll(List.of(node));
            create(pod("stays", "three", Map.of()));
            create(pod("goes", "three", Map.of()));
            awaitPod("stays", ControlPlaneTest::ready);
            awaitPod("goes", ControlPlaneTest::ready);
            var firstBoot = node.bootId();

            node.crash();
            awaitNode("three", "Unknown");
            plane.kubectl("delete", "pod", "goes", "--wait=false");
            assertThat(get("goes").orElseThrow().getStatus().getPhase()).isEqualTo("Running");
            node.boot();
            node.awaitReady();

            awaitGone("goes");
            awaitPod("stays", ControlPlaneTest::ready);
            assertThat(get("stays").orElseThrow().getStatus().getContainerStatuses()).singleElement()
                    .satisfies(container -> assertThat(container.getRestartCount()).isEqualTo(1));
            assertThat(plane.client().nodes().withName("three").get().getStatus().getNodeInfo().getBootID())
                    .isEqualTo(node.bootId()).isNotEqualTo(firstBoot);
        }
    }

    @Test
    void a_hanging_node_turns_unknown_and_goes_on_where_it_was() {
        try (var node = new KwokNode(plane, "four", Duration.ofSeconds(1))) {
            KwokNode.bootAll(List.of(node));
            var bootId = node.bootId();

            node.hang();
            awaitNode("four", "Unknown");
            node.resume();

            awaitNode("four", "True");
            assertThat(node.bootId()).isEqualTo(bootId);
        }
    }

    @Test
    void a_write_that_was_refused_is_in_the_audit_log() {
        var mark = plane.audit().mark();

        assertThatThrownBy(() -> plane.kubectlAs("editor", "create", "configmap", "mine"))
                .isInstanceOf(CommandFailed.class).hasMessageContaining("forbidden");

        assertThat(plane.audit().since(mark)).filteredOn(write -> write.user().equals("editor")).singleElement()
                .satisfies(write -> {
                    assertThat(write.verb()).isEqualTo("create");
                    assertThat(write.resource()).isEqualTo("configmaps");
                    assertThat(write.namespace()).isEqualTo(NAMESPACE);
                    assertThat(write.code()).isEqualTo(403);
                });
    }

    @Test
    void a_service_account_is_itself() {
        plane.kubectl("create", "serviceaccount", "worker");

        var kubeconfig = plane.serviceAccountKubeconfig(NAMESPACE, "worker");

        assertThat(plane.kubectl("--kubeconfig=" + kubeconfig, "auth", "whoami"))
                .contains("system:serviceaccount:default:worker");
    }

    @Test
    void the_whole_control_plane_restarts_on_its_data(@TempDir Path other) {
        var options = ControlPlane.Options.of(plane.binaries());
        try (var restarted = ControlPlane.start(other, options)) {
            var url = restarted.url();
            restarted.kubectl("create", "configmap", "kept");

            restarted.stopApiServer();
            assertThatThrownBy(() -> restarted.kubectl("get", "configmaps")).isInstanceOf(CommandFailed.class);
            restarted.startApiServer();
            assertThat(restarted.kubectl("get", "configmaps")).contains("kept");

            var scheduler = restarted.controller("kube-scheduler").pid();
            restarted.controller("kube-scheduler").kill();
            await("the scheduler is started again").atMost(SOON)
                    .until(() -> restarted.controller("kube-scheduler") instanceof ChildProcess p && p.alive()
                            && p.pid() != scheduler);

            restarted.stop();
            restarted.start();
            assertThat(restarted.url()).isEqualTo(url);
            assertThat(restarted.client().configMaps().inNamespace(NAMESPACE).withName("kept").get()).isNotNull();
        }
        try (var found = ControlPlane.start(other, options)) {
            assertThat(found.kubectl("get", "configmaps")).contains("kept");
        }
    }

    @Test
    void ports_that_another_takes_at_the_last_moment_are_left_to_it(@TempDir Path other) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();
            var free = Ports.choose();
            var choices = List.of(new Ports(port, free.peer(), free.api()), new Ports(free.etcd(), free.peer(), port),
                    Ports.choose()).iterator();

            try (var started = ControlPlane.start(other, ControlPlane.Options.of(plane.binaries()), choices::next)) {
                assertThat(choices).isExhausted();
                assertThat(started.kubectl("get", "namespaces")).contains("default");
            }
        }
    }

    static Pod pod(String name, String node, Map<String, String> labels) {
        return new PodBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata().withNewSpec()
                .withNodeName(node.isEmpty() ? null : node).withTerminationGracePeriodSeconds(5L).addNewInitContainer()
                .withName("before").withImage("none").endInitContainer().addNewContainer()
                .withName("main").withImage("none").endContainer().endSpec().build();
    }

    private static void create(Pod pod, String... finalizers) {
        plane.client().pods().inNamespace(NAMESPACE).resource(
                new PodBuilder(pod).editMetadata().withFinalizers(finalizers).endMetadata().build()).create();
    }

    private static Optional<Pod> get(String name) {
        return Optional.ofNullable(plane.client().pods().inNamespace(NAMESPACE).withName(name).get());
    }

    private static void awaitPod(String name, Predicate<Pod> situation) {
        await(name).atMost(SOON).ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> get(name).filter(situation).isPresent());
    }

    private static void awaitGone(String name) {
        await(name + " is gone").atMost(SOON).until(() -> get(name).isEmpty());
    }

    private static void awaitNode(String name, String ready) {
        await(name + " Ready=" + ready).atMost(SOON).until(() -> plane.client().nodes().withName(name).get().getStatus()
                .getConditions().stream().anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals(ready)));
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private static boolean stopped(Pod pod) {
        return "Failed".equals(pod.getStatus().getPhase()) && Stream
                .concat(pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .filter(container -> container.getState().getTerminated() != null).count() == 2;
    }
}
