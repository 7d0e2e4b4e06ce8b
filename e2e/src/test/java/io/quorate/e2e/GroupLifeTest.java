package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.Names;
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
        scene.kubectlAs("breakglass", "label", "pod", "db-0", "quorate.io/group=db");

        scene.create(GROUP);
        scene.operator();

        scene.awaitActive(2);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
        scene.until("it is marked", s -> s.pod().getMetadata().getFinalizers().contains(Names.STOP_PROOF)
                && "1".equals(s.pod().getMetadata().getAnnotations().get(Names.EPOCH)));
        scene.awaitEvent("Adopted");
    }

    @Test
    void a_database_that_runs_where_the_group_may_not_is_reported_and_left_alone(Scene scene) {
        scene.create(RUNNING.replace("$2", "$3"), GROUP.replace(", $3", ""));
        scene.until("it runs", s -> Scene.ready(s.pod()));
        var uid = scene.pod().getMetadata().getUid();
        scene.kubectlAs("breakglass", "label", "pod", "db-0", "quorate.io/group=db");

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
    void an_owner_taken_out_of_the_list_is_left_in_order(Scene scene) {
        scene.active(STATEFUL_SET);

        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"nodes\":[\"$2\",\"$3\"]}}");

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }
}
