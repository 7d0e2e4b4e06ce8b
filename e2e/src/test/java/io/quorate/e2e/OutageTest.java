package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What concerns the whole cluster: the API server is away, a policy is missing, a method is for all nodes. On a control plane of its own. */
class OutageTest {

    /** Ten minutes where there is time. */
    private static final Duration AWAY = Boolean.getBoolean("quorate.full")
            ? Duration.ofMinutes(10)
            : Duration.ofMinutes(1);

    /** A node tries to renew its Lease again after up to 7 s. */
    private static final Duration COMES_BACK = Duration.ofSeconds(15);

    @TempDir
    Path dir;
    private ControlPlane plane;
    private Scene scene;

    @BeforeEach
    void start() {
        plane = ControlPlane.start(dir, ControlPlane.Options.quick(Binaries.ready(System.out::println)));
        Cluster.install(plane);
        scene = new Scene(plane, "outage");
    }

    @AfterEach
    void end() {
        scene.close();
        plane.close();
    }

    @Test
    void an_api_server_that_is_away_is_no_loss_of_nodes_and_the_operator_goes_on_when_it_is_back() {
        assertNoLoss(plane::stopApiServer, AWAY, plane::startApiServer);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);
        scene.awaitActive(2);
    }

    @Test
    void an_etcd_that_is_started_again_is_no_loss_of_nodes_either() {
        assertNoLoss(plane::stopEtcd, TestOperator.NODE_DOWN_AFTER.multipliedBy(2), plane::startEtcd);
    }

    private void assertNoLoss(Runnable begins, Duration lasts, Runnable ends) {
        scene.create(GROUP, STATEFUL_SET);
        var operator = scene.operator(TestOperator.settings(scene.namespace(), COMES_BACK));
        scene.awaitActive(1);
        scene.until("all votes are counted", s -> s.group().getStatus().quorum().summary().equals("3/3"));
        var uid = scene.pod().getMetadata().getUid();
        var records = nodeRecords();

        begins.run();
        Awaitility.await("away").atMost(lasts.plus(Scene.PATIENCE))
                .until(() -> operator.sinceContact().compareTo(lasts) > 0);
        ends.run();

        scene.until("it sees again", s -> operator.sinceContact().compareTo(Duration.ofSeconds(3)) < 0);
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
        assertThat(nodeRecords()).as("no node was declared down").isEqualTo(records);
    }

    @Test
    void who_has_lost_the_lead_meanwhile_stands_by_and_leads_again_in_the_same_process() {
        scene.create(GROUP, STATEFUL_SET);
        try (var operator = process()) {
            scene.awaitActive(1);
            plane.stopApiServer();
            Awaitility.await("the lead is lost").atMost(Scene.PATIENCE)
                    .until(() -> Files.readString(plane.log("operator")).contains("stands by"));
            plane.startApiServer();

            scene.node(1).crash();
            scene.awaitReason("Stalled", "FenceNeeded");
            scene.declareOff(1);
            scene.awaitActive(2);
            assertThat(operator.alive()).as("the process goes on").isTrue();
        }
    }

    private OperatorProcess process() {
        return OperatorProcess.start(plane, Cluster.INSTALLED, Map.of("QUORATE_WATCH_NAMESPACES", scene.namespace(),
                "QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_MASS_SILENCE_DELAY", "0s",
                "QUORATE_KUBELET_MANAGERS", "kubelet,kwok"));
    }

    @Test
    void an_operator_that_starts_while_the_api_server_is_away_waits_for_it() {
        scene.create(GROUP, STATEFUL_SET);
        try (var operator = process()) {
            operator.signal("STOP");
            plane.stopApiServer();
            operator.signal("CONT");
            Awaitility.await("it has tried").atMost(Scene.PATIENCE)
                    .until(() -> Files.readString(plane.log("operator")).contains("Connect"));

            plane.startApiServer();

            scene.awaitActive(1);
        }
    }

    @Test
    void without_the_gates_policy_nothing_is_started() {
        plane.kubectl("delete", "mutatingadmissionpolicybinding", "quorate-gate");
        plane.kubectl("delete", "validatingadmissionpolicybinding", "quorate-gate-required");
        // The API server goes by what it has heard of its policies, a moment later.
        scene.until("pods come without a gate", s -> s.kubectl("run", "probe", "--image=none",
                "--labels=quorate.io/group=db", "--dry-run=server", "-o", "jsonpath={.spec.schedulingGates}")
                .isBlank());
        scene.create(GROUP, STATEFUL_SET.replace("containers:",
                "schedulingGates: [{name: quorate.io/quorum}]\n      containers:"));
        scene.operator();

        assertThat(scene.awaitReason("Stalled", "InvalidWorkload")).contains("MutatingAdmissionPolicy quorate-gate",
                "install the chart again");
        assertThat(scene.pod()).matches(Scene::gated);

        plane.helm("upgrade", "quorate", Path.of("../charts/quorate").toAbsolutePath().toString(), "--namespace",
                Cluster.INSTALLED, "--reuse-values");
        scene.awaitActive(1);
    }

    @Test
    void b5_a_machine_that_is_gone_with_its_node_is_asked_for_at_its_provider() {
        scene.create(FencingTest.JOB, """
                apiVersion: quorate.io/v1alpha1
                kind: FencingMethod
                metadata: {name: provider}
                spec: {type: Job, timeout: 2m, job: {podTemplate: fence-ipmi}}
                """);
        scene.create(GROUP, STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.node(1).crash();
        scene.kubectl("delete", "node", "$1");
        scene.until("a Job asks", s -> s.pods().stream().anyMatch(p -> Scene.ofJob(p)
                && "Running".equals(p.getStatus().getPhase())));
        var job = scene.pods().stream().filter(Scene::ofJob).findFirst().orElseThrow();
        assertThat(job.getSpec().getContainers().getFirst().getEnv())
                .extracting(EnvVar::getName, e -> Objects.toString(e.getValue(), ""))
                .contains(tuple("QUORATE_NODE", scene.node(1).name()),
                        tuple("QUORATE_BOOT_ID", scene.node(1).bootId()))
                .extracting(t -> t.toList().getFirst())
                .contains("QUORATE_NODE_ADDRESS", "QUORATE_PROVIDER_ID");
        scene.kubectl("patch", "pod", job.getMetadata().getName(), "--subresource=status", "-p",
                "{\"status\":{\"phase\":\"Succeeded\"}}");

        scene.awaitActive(2);
    }

    private String nodeRecords() {
        return plane.client().configMaps().inNamespace(scene.namespace()).withLabel("quorate.io/record", "node").list()
                .getItems().stream().map(m -> m.getMetadata().getName() + m.getMetadata().getResourceVersion())
                .sorted().toList().toString();
    }
}
