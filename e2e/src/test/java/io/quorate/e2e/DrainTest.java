package io.quorate.e2e;

import static io.quorate.e2e.Scene.DEPLOYMENT;
import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes are emptied for maintenance, as administrators do it everywhere. */
@OnCluster
class DrainTest {

    @ParameterizedTest
    @ValueSource(strings = {"maxUnavailable: 0", "minAvailable: 1"})
    void a_budget_that_allows_no_disruption_keeps_the_group_where_it_is(String budget, Scene scene) {
        scene.create(GROUP, STATEFUL_SET, """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: db}
                spec: {selector: {matchLabels: {app: db}}, %s}
                """.formatted(budget));
        scene.operator();
        scene.awaitActive(1);
        var pod = scene.pod().getMetadata().getUid();

        assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> drain(scene, 1, "15s"))
                .withMessageContaining("disruption budget");
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata()).returns(pod, m -> m.getUid()).returns(null,
                m -> m.getDeletionTimestamp());

        scene.kubectl("patch", "pdb", "db", "--type=merge", "-p",
                "{\"spec\":{\"maxUnavailable\":1,\"minAvailable\":null}}");
        drain(scene, 1, "180s");
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().history().getFirst()).returns("Move", h -> h.action())
                .returns("Cordoned", h -> h.reason()).returns("StopProof", h -> h.evidence());
    }

    @Test
    void a_drained_node_that_is_back_can_take_over_again_and_the_group_stays(Scene scene) {
        scene.create(GROUP, STATEFUL_SET.replace("containers:",
                "volumes: [{name: cache, emptyDir: {}}]\n      containers:"));
        scene.operator();
        scene.awaitActive(1);

        drain(scene, 1, "180s");

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().history().getFirst()).returns("Move", h -> h.action())
                .returns(scene.node(1).name(), h -> h.from()).returns(scene.node(2).name(), h -> h.to())
                .returns("StopProof", h -> h.evidence());
        scene.kubectl("uncordon", "$1");
        scene.until("it could take over", s -> s.group().getStatus().owners().getFirst().reason().equals("Eligible"));
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void what_stops_slowly_is_waited_for(Scene scene) {
        scene.active(
                DEPLOYMENT.replace("quorate.io/group: db", "quorate.io/group: db, kwok.quorate.io/slow-stop: 'true'"));
        var slow = scene.pod().getMetadata().getName();

        assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> drain(scene, 1, "15s"));

        scene.until("the next pod waits", s -> Scene.gated(s.pod()));
        assertThat(scene.record().getData().get("claim")).contains(scene.node(1).name());
        scene.kubectl("label", "pod", slow, "kwok.quorate.io/slow-stop-");
        drain(scene, 1, "180s");
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().history().getFirst()).returns("StopProof", h -> h.evidence());
    }

    static void drain(Scene scene, int number, String timeout) {
        scene.kubectl("drain", scene.node(number).name(), "--ignore-daemonsets", "--delete-emptydir-data", "--force",
                "--timeout=" + timeout);
    }
}
