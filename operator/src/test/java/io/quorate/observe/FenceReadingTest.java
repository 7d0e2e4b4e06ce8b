package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase;
import io.quorate.core.FenceCase.Answer;
import io.quorate.port.KubernetesApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the other requests for a node have to do with one. */
@EnableKubernetesMockClient(crud = true, https = false)
class FenceReadingTest {

    KubernetesClient client;

    @Test
    void an_attempt_that_knew_of_the_request_before_it_began_has_served_it() {
        var own = fence("own", "b1", "");
        fence("other", "b1", "{method: ipmi, number: 1, startTime: '2026-11-24T03:00:00Z', result: Succeeded, serves: ["
                + own.getMetadata().getUid() + "]}");

        assertThat(read(own).served()).isPresent();
    }

    @Test
    void an_attempt_that_knew_nothing_of_it_proves_nothing() {
        var own = fence("own", "b1", "");
        fence("other", "b1", "{method: ipmi, number: 1, startTime: '2026-11-24T03:00:00Z', result: Succeeded}");

        assertThat(read(own).served()).isEmpty();
    }

    @Test
    void an_attempt_on_another_boot_proves_nothing() {
        var own = fence("own", "b2", "");
        fence("other", "b1", "{method: ipmi, number: 1, startTime: '2026-11-24T03:00:00Z', result: Succeeded, serves: ["
                + own.getMetadata().getUid() + "]}");

        assertThat(read(own).served()).isEmpty();
    }

    @Test
    void requests_that_are_not_decided_are_served_by_the_next_attempt() {
        var own = fence("own", "b1", "");
        var open = fence("open", "b1", "");
        fence("earlier", "b0", "");

        assertThat(read(own).beside()).containsExactly(open.getMetadata().getUid());
    }

    /** Found in a run of all tests at once: four requests began four Jobs for one node at the same time. */
    @Test
    void of_requests_for_the_same_boot_the_first_begins_and_the_others_wait() {
        var first = fence("a", "b1", "");
        var second = fence("b", "b1", "");
        fence("0", "b0", "");

        assertThat(read(first).other()).isEmpty();
        assertThat(read(second).other()).contains("w1.a");
    }

    @Test
    void who_is_carried_out_is_waited_for_before_who_was_there_first() {
        fence("a", "b1", "");
        fence("c", "b1", attempt());

        assertThat(read(fence("b", "b1", "")).other()).contains("w1.c");
    }

    @Test
    void the_request_of_another_operator_is_not_waited_for_before_it_begins() {
        var foreign = fence("a", "b1", "");
        foreign.getMetadata().setLabels(Map.of(Names.OPERATOR_LABEL, "elsewhere"));
        client.resource(foreign).update();

        assertThat(read(fence("b", "b1", "")).other()).isEmpty();
    }

    @Test
    void nodes_of_the_same_zone_are_fenced_one_after_the_other() {
        for (var node : List.of("w1", "w2", "w3")) {
            node(node, "a");
        }
        node("w9", "b");
        var own = fence("own", "b1", "");
        fence("w2", "two", "b1", attempt());
        fence("w9", "nine", "b1", attempt());
        assertThat(read(own).brake()).isEmpty();

        fence("w3", "three", "b1", attempt());

        assertThat(read(own).brake()).hasValueSatisfying(w -> assertThat(w).contains("2 of the 3 nodes of zone a"));
    }

    @Test
    void a_node_whose_fence_has_begun_is_not_held_back() {
        for (var node : List.of("w1", "w2", "w3")) {
            node(node, "a");
            fence(node, "other", "b1", attempt());
        }

        assertThat(read(fence("own", "b1", "")).brake()).isEmpty();
    }

    @Test
    void a_person_who_is_waited_for_holds_up_nobody_else() {
        for (var node : List.of("w1", "w2", "w3", "w4")) {
            node(node, "a");
        }
        for (var node : List.of("w2", "w3", "w4")) {
            fence(node, "person", "b1",
                    "{method: person, number: 1, startTime: '2026-11-24T03:00:00Z', result: Running}");
        }

        assertThat(read(fence("own", "b1", "")).brake()).isEmpty();
    }

    /** Asked for one after the other, or at the same time: by name. */
    @Test
    void requests_for_which_nothing_has_begun_wait_in_line() {
        for (var node : List.of("v1", "v2", "w1", "x1", "x2")) {
            node(node, "a");
            fence(node, "own", "b1", "");
        }

        assertThat(read(client.resources(NodeFence.class).withName("w1.own").get()).brake()).isPresent();
        client.resources(NodeFence.class).withName("v1.own").delete();
        assertThat(read(client.resources(NodeFence.class).withName("w1.own").get()).brake()).isEmpty();
    }

    private static String attempt() {
        return "{method: ipmi, number: 1, startTime: '" + Instant.now() + "', result: Running}";
    }

    private void node(String name, String zone) {
        client.resource(new NodeBuilder().withNewMetadata().withName(name)
                .addToLabels("topology.kubernetes.io/zone", zone).endMetadata().withNewSpec().endSpec().build())
                .create();
    }

    private FenceCase read(NodeFence fence) {
        var reading = new FenceReading(new KubernetesApi(client), Clock.systemUTC(),
                new Heartbeats(() -> 0, Duration.ofSeconds(20), Duration.ZERO), Duration.ofSeconds(20),
                new BrakeReading(Clock.systemUTC(), 30, () -> client.nodes().list().getItems()));
        return reading.of(fence, Optional.ofNullable(client.nodes().withName("w1").get()), List.of(),
                new Answer(Answer.Kind.NONE, ""));
    }

    private NodeFence fence(String name, String boot, String attempt) { return fence("w1", name, boot, attempt); }

    private NodeFence fence(String node, String name, String boot, String attempt) {
        return client.resource(Manifests.read("""
                apiVersion: quorate.io/v1alpha1
                kind: NodeFence
                metadata: {name: %1$s.%2$s, creationTimestamp: '2026-11-24T03:00:00Z'}
                spec: {node: %1$s, bootID: %3$s, covers: [u]}
                status: {attempts: [%4$s]}
                """.formatted(node, name, boot, attempt), NodeFence.class)).create();
    }
}
