package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.Names;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a workload comes under a group, and leaves it. */
@OnCluster
class GroupLifeTest {

    private static final String RUNNING = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              updateStrategy: {type: OnDelete}
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  nodeSelector: {kubernetes.io/hostname: $2}
                  containers: [{name: app, image: none}]
            """;

    @Test
    void a_database_that_runs_already_is_adopted_without_a_restart(Scene scene) {
        scene.create(RUNNING);
        scene.until("it runs", s -> Scene.ready(s.pod()));
        var uid = scene.pod().getMetadata().getUid();
        scene.kubectlAs("editor", "label", "pod", "db-0", "quorate.io/group=db");
        scene.create(GROUP);
        scene.operator();
        assertThat(scene.awaitReason("Stalled", "InvalidWorkload"))
                .contains("StatefulSet db: spec.template.metadata.labels lacks quorate.io/group: db");

        label(scene);

        scene.awaitActive(2);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
        scene.until("it is marked", s -> s.pod().getMetadata().getFinalizers().contains(Names.STOP_PROOF)
                && "1".equals(s.pod().getMetadata().getAnnotations().get(Names.EPOCH)));
        scene.awaitEvent("Adopted");
    }

    private static void label(Scene scene) {
        scene.kubectl("patch", "statefulset", "db", "--type=merge", "-p",
                "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"quorate.io/group\":\"db\"}}}}}");
    }

    @Test
    void a_database_comes_into_a_group_and_out_again_without_a_restart(Scene scene) {
        scene.create(RUNNING, GROUP);
        scene.operator();
        scene.until("it runs", s -> Scene.ready(s.pod()));
        var uid = scene.pod().getMetadata().getUid();
        label(scene);
        scene.kubectlAs("editor", "label", "pod", "db-0", "quorate.io/group=db");
        scene.awaitActive(2);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);

        scene.kubectl("patch", "statefulset", "db", "--type=json", "-p",
                "[{\"op\":\"remove\",\"path\":\"/spec/template/metadata/labels/quorate.io~1group\"}]");
        scene.kubectl("delete", "rg", "db");

        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
        scene.kubectl("delete", "pod", "db-0");
        scene.until("its successor needs no gate", s -> Scene.ready(s.pod()));
    }

    @Test
    void a_database_that_runs_where_the_group_may_not_is_reported_and_left_alone(Scene scene) {
        scene.create(RUNNING.replace("$2", "$3"), GROUP.replace(", $3", ""));
        scene.until("it runs", s -> Scene.ready(s.pod()));
        var uid = scene.pod().getMetadata().getUid();
        scene.kubectlAs("editor", "label", "pod", "db-0", "quorate.io/group=db");

        scene.operator();

        assertThat(scene.awaitReason("Stalled", "Contradiction")).contains("db-0 on " + scene.node(3).name(),
                "never passed the gate");
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
    }

    @Test
    void what_runs_goes_on_when_its_group_is_deleted(Scene scene) {
        scene.active(STATEFUL_SET);
        var uid = scene.pod().getMetadata().getUid();

        scene.kubectl("delete", "rg", "db");

        scene.until("the record is gone", s -> s.record() == null);
        assertThat(scene.pod().getMetadata()).returns(uid, m -> m.getUid())
                .satisfies(m -> assertThat(m.getFinalizers()).doesNotContain(Names.STOP_PROOF));
        assertThat(scene.client().configMaps().inNamespace(scene.namespace()).withName("node-" + scene.node(1).name())
                .get().getData()).containsEntry("groups", "[]").containsEntry("allocations", "[]");
        scene.kubectl("delete", "pod", "db-0");
        scene.until("its successor waits at the gate", s -> Scene.gated(s.pod()));
        scene.awaitEvent("GroupNotFound");
    }

    @Test
    void an_instance_in_doubt_holds_the_deletion_of_its_group(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");
        scene.kubectl("delete", "rg", "db", "--wait=false");

        scene.until("the group is being deleted and says what holds it",
                s -> s.condition("Active").orElseThrow().getReason().equals("Deleting")
                        && s.condition("Stalled").orElseThrow().getReason().equals("FenceNeeded"));
        assertThat(scene.record().getData().get("instances")).contains("db-0");

        scene.declareOff(1);
        scene.until("the group is gone", s -> s.group() == null);
    }

    @Test
    void b10_a_namespace_that_is_deleted_takes_a_group_that_runs_with_it(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        scene.operator(TestOperator.installed(scene.namespace(), Optional.empty()));
        scene.awaitActive(1);

        scene.kubectl("delete", "namespace", scene.namespace(), "--wait=false");

        scene.until("the namespace is gone", s -> s.client().namespaces().withName(s.namespace()).get() == null);
        assertThat(record(scene, 1)).containsEntry("groups", "[]").containsEntry("allocations", "[]");
    }

    @Test
    void b10_a_namespace_that_is_deleted_stays_while_an_instance_is_in_doubt(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        scene.operator(TestOperator.installed(scene.namespace(), Optional.empty()));
        scene.awaitActive(1);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        var uid = scene.pod().getMetadata().getUid();

        scene.kubectl("delete", "namespace", scene.namespace(), "--wait=false");

        // Pods go first, and all else waits for them: the group itself is not deleted yet.
        scene.until("the namespace waits for the pod",
                s -> s.pods().getFirst().getMetadata().getDeletionTimestamp() != null
                        && s.client().namespaces().withName(s.namespace()).get().getStatus().getConditions().stream()
                                .anyMatch(c -> c.getType().equals("NamespaceDeletionContentFailure")));
        assertThat(scene.awaitReason("Stalled", "FenceNeeded")).contains("db-0 may still run on "
                + scene.node(1).name());
        assertThat(scene.group().getMetadata().getDeletionTimestamp()).isNull();
        assertThat(scene.record().getData().get("instances")).contains(uid);
        assertThat(scene.pods()).singleElement().satisfies(p -> assertThat(p.getMetadata()).returns(uid,
                m -> m.getUid()).satisfies(m -> assertThat(m.getFinalizers()).contains(Names.STOP_PROOF)));

        scene.declareOff(1);
        scene.until("the namespace is gone", s -> s.client().namespaces().withName(s.namespace()).get() == null);
        assertThat(record(scene, 1)).containsEntry("groups", "[]").containsEntry("allocations", "[]");
    }

    private static Map<String, String> record(Scene scene, int number) {
        return scene.client().configMaps().inNamespace(Cluster.INSTALLED).withName("node-" + scene.node(number).name())
                .get().getData();
    }

    @Test
    void an_owner_taken_out_of_the_list_is_left_in_order(Scene scene) {
        scene.active(STATEFUL_SET);

        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"nodes\":[\"$2\",\"$3\"]}}");

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }
}
