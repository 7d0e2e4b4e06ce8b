package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator ends between two of its writes; the next one goes on from what is there. */
@OnCluster
class CrashTest {
    private static final String ELECTION = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: election}
            rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update, patch]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: election}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: election}
            subjects: [{kind: ServiceAccount, name: quorate, namespace: quorate-system}]
            """;

    @Test
    void killed_between_claim_and_gate_the_claim_is_carried_out_by_the_next(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        var opening = Breakpoints.before(Breakpoints.opening());
        var killed = scene.operator(opening);
        opening.await();
        assertThat(scene.record().getData()).containsEntry("epoch", "1");
        assertThat(scene.pod()).matches(Scene::gated);
        killed.kill();

        scene.operator();

        scene.awaitActive(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void killed_between_gate_and_status_nothing_is_done_twice(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        var opening = Breakpoints.before(Breakpoints.opening());
        var killed = scene.operator(opening);
        opening.await();
        var status = Breakpoints.before(Breakpoints.status("active on " + scene.node(1).name()));
        killed.breakpoints().arm(status);
        opening.release();
        status.await();
        killed.kill();
        var pod = scene.pod().getMetadata().getUid();
        var record = scene.record().getMetadata().getResourceVersion();

        scene.operator();

        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
        assertThat(scene.record().getMetadata().getResourceVersion()).isEqualTo(record);
    }

    @Test
    void killed_before_it_could_record_the_evidence_the_next_finds_it_again(Scene scene) {
        var killed = scene.active(STATEFUL_SET);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        var evidence = Breakpoints.before(Breakpoints.record("\\\"OutOfService\\\""));
        killed.breakpoints().arm(evidence);
        scene.declareOff(1);
        evidence.await();
        killed.kill();

        scene.operator();

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void a_killed_leader_is_succeeded_by_the_operator_that_waits(Scene scene) {
        scene.create(ELECTION, GROUP, STATEFUL_SET);
        var settings = settings(scene);
        try (var leader = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, settings)) {
            scene.awaitActive(1);
            var first = holder(scene);
            try (var next = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, settings)) {
                scene.node(1).crash();
                scene.awaitReason("Stalled", "FenceNeeded");
                assertThat(holder(scene)).isEqualTo(first);
                leader.kill();

                scene.declareOff(1);

                scene.awaitActive(2);
                assertThat(next.alive()).isTrue();
                assertThat(holder(scene)).isNotEqualTo(first);
            }
        }
    }

    @Test
    void a_leader_that_is_paused_in_a_failover_for_longer_than_its_lease_comes_back_to_do_nothing(Scene scene)
            throws IOException {
        scene.create(ELECTION, GROUP, STATEFUL_SET);
        var place = scene.plane().dir().resolve("held-" + scene.namespace());
        try (var leader = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, HeldOperator.class, Map.of(),
                scene.namespace(), place.toString())) {
            scene.awaitActive(1);
            var first = holder(scene);
            try (var next = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, settings(scene))) {
                scene.node(1).crash();
                scene.awaitReason("Stalled", "FenceNeeded");
                scene.declareOff(1);
                scene.until("it stands before its next claim", s -> Files.exists(HeldOperator.held(place)));
                leader.signal("STOP");
                assertThat(scene.record().getData()).containsEntry("epoch", "1");

                scene.until("the other one leads", s -> !holder(s).equals(first));
                scene.awaitActive(2);
                var pod = scene.pod().getMetadata().getUid();
                var mark = scene.plane().audit().mark();
                Files.createFile(HeldOperator.released(place));
                leader.signal("CONT");

                scene.until("its claim was answered", s -> s.written(mark).anyMatch(w -> w.code() == 409
                        && w.name().equals("quorate-group-db")));
                scene.until("it has ended", s -> !leader.alive());
                scene.awaitActive(2);
                assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
                assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    @Test
    void two_operators_whose_clocks_are_an_hour_apart_agree(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        scene.operator();
        scene.operator(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
        scene.awaitActive(1);

        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
        scene.awaitRest();
    }

    @Test
    void a_leader_that_is_told_to_end_does(Scene scene) {
        scene.create(ELECTION, GROUP, STATEFUL_SET);
        try (var leader = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, settings(scene))) {
            scene.awaitActive(1);

            leader.signal("TERM");

            scene.until("it has ended", s -> !leader.alive());
        }
    }

    @Test
    void a_leader_that_has_lost_the_lead_stands_by_until_it_is_free_again(Scene scene) {
        scene.create(ELECTION, GROUP, STATEFUL_SET);
        try (var leader = OperatorProcess.start(scene.plane(), Cluster.INSTALLED, settings(scene))) {
            scene.awaitActive(1);

            // A patch without a version: the leader renews the Lease all the while.
            scene.kubectl("patch", "lease", "quorate", "--type=merge", "-p",
                    "{\"spec\":{\"holderIdentity\":\"another\"}}");
            scene.until("it leads again", s -> !holder(s).equals("another"));

            assertThat(leader.alive()).isTrue();
            scene.kubectl("delete", "pod", "db-0", "--wait=false");
            scene.until("it looks after the group", s -> s.pod().getMetadata().getDeletionTimestamp() == null
                    && !Scene.gated(s.pod()));
        }
    }

    private static Map<String, String> settings(Scene scene) {
        return Map.of("QUORATE_NAMESPACE", scene.namespace(), "QUORATE_WATCH_NAMESPACES", scene.namespace(),
                "QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_MASS_SILENCE_DELAY", "0s", "QUORATE_KUBELET_MANAGERS",
                "kubelet,kwok");
    }

    private static String holder(Scene scene) {
        return scene.client().leases().inNamespace(scene.namespace()).withName("quorate").get().getSpec()
                .getHolderIdentity();
    }
}
