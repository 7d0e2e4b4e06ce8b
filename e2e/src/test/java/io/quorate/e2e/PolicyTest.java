package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;

/** Hazard A6: what somebody with the right to edit everything in the namespace cannot do, and is told instead. */
@OnCluster
class PolicyTest {

    @Test
    void an_editor_cannot_open_the_gate(Scene scene) {
        scene.create(GROUP, STATEFUL_SET);
        scene.until("the pod is at the gate", s -> Scene.gated(s.pod()));

        refused(scene, "only the operator removes the gate quorate.io/quorum", "patch", "pod", "db-0", "--type=json",
                "-p", "[{\"op\":\"remove\",\"path\":\"/spec/schedulingGates/0\"}]");
        refused(scene, "metadata.labels: quorate.io/group of an existing pod cannot change", "label", "pod", "db-0",
                "quorate.io/group-");
    }

    @Test
    void an_editor_cannot_change_what_says_that_an_instance_may_run(Scene scene) {
        scene.active(STATEFUL_SET);
        var pod = scene.pod().getMetadata();

        refused(scene, "only the operator removes quorate.io/stop-proof", "patch", "pod", "db-0", "--type=merge", "-p",
                "{\"metadata\":{\"finalizers\":null}}");
        refused(scene, "metadata.labels: quorate.io/group of an existing pod cannot change", "label", "pod", "db-0",
                "quorate.io/group-");
        refused(scene, "only the operator changes quorate.io/epoch", "annotate", "pod", "db-0", "--overwrite",
                "quorate.io/epoch=7");
        refused(scene, "only the operator changes Quorate's records", "patch", "configmap", "quorate-group-db", "-p",
                "{\"data\":{\"avoided\":\"[{}]\"}}");
        refused(scene, "only the operator changes Quorate's records", "label", "configmap", "quorate-group-db",
                "quorate.io/record-");
        refused(scene, "only the operator deletes Quorate's records", "delete", "configmap", "quorate-group-db");

        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod.getUid());
    }

    @Test
    void the_operator_itself_cannot_lower_an_epoch(Scene scene) {
        scene.active(STATEFUL_SET);

        var account = Credentials.client(scene.plane().serviceAccountKubeconfig(Cluster.INSTALLED, "quorate"));
        try (var operator = new KubernetesClientBuilder().withConfig(account).build()) {
            assertThatThrownBy(() -> operator.configMaps().inNamespace(scene.namespace()).withName("quorate-group-db")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"epoch\":\"0\"}}"))
                    .hasMessageContaining("an epoch stays or grows by one");
        }
    }

    @Test
    void an_editor_cannot_bring_a_pod_past_the_gate(Scene scene) {
        scene.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: plain, labels: {app: plain}}
                spec:
                  containers: [{name: app, image: none}]
                """);

        refused(scene, "metadata.labels: quorate.io/group of an existing pod cannot change", "label", "pod", "plain",
                "quorate.io/group=db");
        refused(scene, "spec.nodeName", "run", "bound", "--image=none", "--labels=quorate.io/group=db",
                "--overrides={\"spec\":{\"nodeName\":\"$1\"}}");
        refused(scene, "a new pod cannot carry quorate.io/stop-proof", "run", "held", "--image=none",
                "--labels=quorate.io/group=db",
                "--overrides={\"metadata\":{\"finalizers\":[\"quorate.io/stop-proof\"]}}");
        refused(scene, "a new pod cannot carry quorate.io/epoch", "run", "stamped", "--image=none",
                "--annotations=quorate.io/epoch=9");
    }

    private static void refused(Scene scene, String message, String... args) {
        assertThatThrownBy(() -> scene.kubectlAs("editor", args)).isInstanceOf(CommandFailed.class)
                .hasMessageContaining(message);
    }
}
