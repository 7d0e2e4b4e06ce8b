package io.quorate.e2e;

import static io.quorate.e2e.Scene.DEPLOYMENT;
import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static io.quorate.e2e.Scene.gated;
import static io.quorate.e2e.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.Names;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ways in which two instances could come to run, on a real API server: hazards A2, A4, A5, A9, B2, B3. */
@OnCluster
class AtMostOneTest {

    @Test
    void a2_a_replacement_waits_at_the_gate_until_its_predecessor_has_stopped(Scene scene) {
        scene.active(DEPLOYMENT);
        var first = scene.pod().getMetadata();
        scene.kubectl("label", "pod", first.getName(), "kwok.quorate.io/slow-stop=true");

        scene.kubectl("delete", "pod", first.getName(), "--wait=false");

        scene.until("the replacement is there", s -> s.pods().size() == 2);
        scene.awaitReason("Active", "Stopping");
        assertThat(scene.pod()).matches(Scene::gated);
        scene.kubectl("label", "pod", first.getName(), "kwok.quorate.io/slow-stop-");
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isNotEqualTo(first.getUid());
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a4_a_stalled_leaders_late_opening_is_refused(Scene scene) {
        scene.create(GROUP, DEPLOYMENT);
        var opening = Breakpoints.before(Breakpoints.opening());
        scene.operator(opening);
        opening.await();
        assertThat(scene.record().getData()).containsEntry("epoch", "1");

        scene.kubectl("cordon", "$1");
        scene.operator();
        scene.awaitActive(2);
        var mark = scene.plane().audit().mark();
        opening.release();

        scene.until("the late patch was answered", s -> s.written(mark).anyMatch(w -> w.verb().equals("patch")
                && w.resource().equals("pods") && !w.succeeded()));
        scene.awaitActive(2);
        assertThat(scene.pods()).hasSize(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void a_claim_decided_on_an_old_record_is_refused(Scene scene) {
        scene.create(GROUP, DEPLOYMENT);
        var claim = Breakpoints.before(Breakpoints.record("\\\"state\\\":\\\"Held\\\""));
        scene.operator(claim);
        claim.await();
        scene.kubectl("cordon", "$1");
        scene.operator();
        scene.awaitActive(2);
        var epoch = scene.group().getStatus().epoch();

        var mark = scene.plane().audit().mark();
        claim.release();

        scene.until("the late claim was answered", s -> s.written(mark).anyMatch(w -> w.code() == 409
                && w.name().equals("quorate-group-db")));
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(epoch);
    }

    @Test
    void an_opening_decided_on_an_old_read_of_the_pod_is_refused_and_decided_anew(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        var opening = Breakpoints.before(Breakpoints.opening());
        scene.operator(opening);
        opening.await();
        var mark = scene.plane().audit().mark();

        scene.kubectl("annotate", "pod", "db-0", "example.com/note=new");
        opening.release();

        scene.awaitActive(1);
        assertThat(scene.written(mark).filter(w -> w.resource().equals("pods")).map(w -> w.code()))
                .startsWith(422).contains(200);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a5_an_operator_killed_between_evidence_and_finalizer_is_finished_by_the_next(Scene scene) {
        var killed = scene.active(STATEFUL_SET);
        var letGo = Breakpoints.before(Breakpoints.lettingGo());
        killed.breakpoints().arm(letGo);
        var first = scene.pod().getMetadata().getUid();
        scene.kubectl("delete", "pod", "db-0", "--wait=false");
        letGo.await();
        assertThat(scene.record().getData().get("instances")).contains(first, "StopProof");
        killed.kill();
        letGo.release();
        assertThat(scene.pods()).singleElement().satisfies(p -> assertThat(p.getMetadata().getUid()).isEqualTo(first));

        scene.operator();

        scene.until("the next instance is there", s -> !s.pod().getMetadata().getUid().equals(first));
        scene.awaitActive(1);
    }

    @Test
    void a5_an_object_gone_without_evidence_counts_as_running(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.kubectlAs("breakglass", "delete", "pod", "db-0", "--wait=false");
        scene.kubectlAs("breakglass", "patch", "pod", "db-0", "--type=merge", "-p",
                "{\"metadata\":{\"finalizers\":null}}");
        scene.kubectlAs("breakglass", "delete", "pod", "db-0", "--grace-period=0", "--force", "--ignore-not-found");

        scene.until("a new pod is there", s -> gated(s.pod()));
        var message = scene.awaitReason("Exclusive", "EvidenceMissing");

        assertThat(message).contains("db-0 may still run on " + scene.node(1).name());
        scene.until("the reason says more", s -> s.condition("Stalled").orElseThrow().getMessage()
                .contains("Its object is gone without proof"));
        assertThat(scene.pod()).matches(Scene::gated);
        scene.declareOff(1);
        scene.awaitActive(2);
    }

    @Test
    void a9_out_of_service_said_of_a_node_that_answers_proves_nothing(Scene scene) {
        scene.create(GROUP + "  fencing: {stopTimeout: 0s}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);
        var first = scene.pod().getMetadata().getUid();
        scene.kubectl("label", "pod", "db-0", "kwok.quorate.io/slow-stop=true");

        scene.declareOff(1);

        scene.until("the taint has the pod deleted", s -> s.pods().getFirst().getMetadata()
                .getDeletionTimestamp() != null);
        scene.until("its stop is overdue, and the taint is no proof of it", s -> s.condition("Stalled").orElseThrow()
                .getMessage().contains("Its stop does not come to an end though " + s.node(1).name() + " answers"));
        assertThat(scene.pods()).singleElement().satisfies(
                p -> assertThat(p.getMetadata().getUid()).isEqualTo(first));
        assertThat(scene.record().getData().get("instances")).contains(first).doesNotContain("OutOfService");

        scene.kubectl("label", "pod", "db-0", "kwok.quorate.io/slow-stop-");
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().history().getFirst().evidence()).isEqualTo("StopProof");
    }

    @Test
    void b2_a_pod_that_was_never_bound_is_settled_by_its_deletion(Scene scene) {
        // What only the scheduler knows: the operator itself would pass over an owner whose labels do not fit.
        scene.create(GROUP, STATEFUL_SET.replace("containers:", """
                affinity:
                        podAffinity:
                          requiredDuringSchedulingIgnoredDuringExecution:
                          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nobody}}}
                      containers:"""));
        scene.operator();

        var message = scene.awaitReason("Stalled", "AllOwnersAvoided");

        assertThat(message).contains(scene.node(1).name(), scene.node(2).name(), scene.node(3).name(),
                "Unschedulable");
        assertThat(scene.record().getData().get("history")).contains("NeverBound");
        assertThat(scene.pod()).matches(Scene::gated);
    }

    @Test
    void b3_the_name_of_a_stateful_sets_pod_is_free_again_after_evidence(Scene scene) {
        scene.active(STATEFUL_SET);
        var first = scene.pod().getMetadata().getUid();
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        assertThat(scene.pods()).hasSize(1);

        scene.declareOff(1);

        scene.awaitActive(2);
        assertThat(scene.pod().getMetadata()).returns("db-0", m -> m.getName()).satisfies(
                m -> assertThat(m.getUid()).isNotEqualTo(first));
        assertThat(scene.pod().getMetadata().getAnnotations()).containsEntry(Names.EPOCH, "2");
    }

    @Test
    void b9_a_pod_with_another_gate_is_let_through_when_that_gate_is_gone(Scene scene) {
        scene.create(GROUP,
                STATEFUL_SET.replace("containers:", "schedulingGates: [{name: example.com/quota}]\n      containers:"));
        scene.operator();

        assertThat(scene.awaitReason("Active", "OtherGates")).contains("db-0", "example.com/quota");
        assertThat(scene.pod()).matches(Scene::gated);
        scene.kubectl("patch", "pod", "db-0", "--type=json", "-p", "[" + removal(scene) + "]");

        scene.awaitActive(1);
    }

    private static String removal(Scene scene) {
        var gates = scene.pod().getSpec().getSchedulingGates().stream().map(g -> g.getName()).toList();
        return "{\"op\":\"remove\",\"path\":\"/spec/schedulingGates/" + gates.indexOf("example.com/quota") + "\"}";
    }

    @Test
    void two_operators_at_once_move_a_group_once(Scene scene) {
        scene.active(DEPLOYMENT);
        scene.operator();
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");

        scene.declareOff(1);

        scene.awaitActive(2);
        scene.until("all is settled", s -> s.pods().size() == 1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
        assertThat(scene.pods().stream().filter(p -> ready(p)).map(p -> p.getSpec().getNodeName())
                .collect(Collectors.toSet())).isEqualTo(Set.of(scene.node(2).name()));
    }
}
