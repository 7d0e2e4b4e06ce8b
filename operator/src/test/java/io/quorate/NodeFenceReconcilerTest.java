package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.quorate.act.FenceActor;
import io.quorate.act.FencesInMemory;
import io.quorate.api.v1alpha1.FenceAttempt;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.observe.BrakeReading;
import io.quorate.observe.FenceReading;
import io.quorate.observe.Heartbeats;
import io.quorate.port.Api;
import io.quorate.report.Events;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeFenceReconcilerTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String DONE = """
            {conditions: [{type: Succeeded, status: 'True', reason: MethodSucceeded, message: power has fenced the node}],
             attempts: [{method: power, number: 1, startTime: '%1$s', completionTime: '%1$s', result: Succeeded, serves: []}]}
            """;

    private final FencesInMemory api = new FencesInMemory();
    private NodeFenceReconciler fences;

    @BeforeEach
    void one_operator() {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var silent = new Heartbeats(() -> 0, Duration.ofSeconds(20), Duration.ZERO);
        var untold = (Api) Proxy.newProxyInstance(Api.class.getClassLoader(), new Class<?>[]{Api.class},
                (proxy, method, arguments) -> null);
        fences = new NodeFenceReconciler(api, new FenceReading(api, clock, silent, Duration.ofSeconds(20),
                new BrakeReading(clock, 100, List::of)), new FenceActor(api, "quorate-system"),
                new Events(untold, clock), clock, "quorate-system");
        api.methods.add(Manifests.read("""
                metadata: {name: power}
                spec: {type: Job, timeout: 30s, job: {podTemplate: power}, outOfService: AfterFence}
                """, FencingMethod.class));
        node("b1");
    }

    @Test
    void an_attempt_is_written_at_one_look_and_begun_at_the_next() {
        fence("{}");

        assertThat(fences.look("w1.a")).contains(Duration.ofSeconds(1));
        assertThat(written().getFirst().result()).isEqualTo("Running");
        assertThat(api.jobs).isEmpty();

        fences.look("w1.a");
        assertThat(api.jobs).hasSize(1);
    }

    @Test
    void the_fence_of_another_operator_is_not_carried_out() {
        fence("{}").getMetadata().getLabels().put("quorate.io/operator", "elsewhere");

        assertThat(fences.look("w1.a")).isEmpty();
        assertThat(written()).isEmpty();
    }

    @Test
    void nothing_is_done_about_a_success_that_could_not_be_written() {
        fence("{}");
        fences.look("w1.a");
        fences.look("w1.a");
        api.jobs.replaceAll((name, job) -> new JobBuilder(job).withNewStatus().addNewCondition().withType("Complete")
                .withStatus("True").endCondition().endStatus().build());

        api.overtaken = true;
        assertThat(fences.look("w1.a")).contains(Duration.ofSeconds(1));
        api.overtaken = false;
        assertThat(api.patches).isEmpty();
        fences.look("w1.a");
        assertThat(api.patches).hasSize(1);
    }

    @Test
    void what_is_decided_is_looked_at_until_the_node_is_back() {
        fence(DONE.formatted(NOW.minusSeconds(60)));
        api.methods.clear();

        assertThat(fences.look("w1.a")).contains(Duration.ofSeconds(30));
        node("b2");
        assertThat(fences.look("w1.a")).isEmpty();
    }

    @Test
    void evidence_is_kept_for_a_week_after_its_boot_is_over() {
        fence(DONE.formatted(NOW.minus(Duration.ofDays(6))));
        node("b2");
        fences.look("w1.a");
        assertThat(api.fences).hasSize(1);

        fence(DONE.formatted(NOW.minus(Duration.ofDays(8))));
        fences.look("w1.a");
        assertThat(api.fences).isEmpty();
    }

    private List<FenceAttempt> written() {
        var status = api.fences.get("w1.a").getStatus();
        return status == null || status.attempts() == null ? List.of() : status.attempts();
    }

    private NodeFence fence(String status) {
        var fence = Manifests.read("""
                metadata: {name: w1.a, uid: u, generation: 1, creationTimestamp: '2026-11-24T11:59:00Z', labels: {quorate.io/operator: quorate-system}}
                spec: {node: w1, bootID: b1, covers: [p]}
                status: %s
                """.formatted(status.replace("\n", " ")), NodeFence.class);
        if (status.equals("{}")) {
            fence.setStatus(null);
        }
        api.fences.put("w1.a", fence);
        return fence;
    }

    private void node(String boot) {
        api.nodes.put("w1", Manifests.read("""
                metadata: {name: w1, uid: n, resourceVersion: '7'}
                spec: {}
                status: {nodeInfo: {bootID: %s}}
                """.formatted(boot), Node.class));
    }
}
