package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hazard A6: what somebody with the right to edit everything in the namespace cannot do, and is told instead. */
@OnCluster
class PolicyTest {

    private static final String PLAIN = """
            apiVersion: v1
            kind: Pod
            metadata: {name: plain, labels: {app: plain}}
            spec:
              containers: [{name: app, image: none}]
            """;

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
    void an_editor_of_the_operators_namespace_cannot_touch_what_is_recorded_of_nodes_and_cluster(Scene scene) {
        scene.active(STATEFUL_SET);
        List.of("node-" + scene.node(1).name(), "cluster").forEach(record -> {
            refused(scene, "only the operator changes Quorate's records", "patch", "configmap", record, "-p",
                    "{\"data\":{\"recovery\":\"down\"}}");
            refused(scene, "only the operator changes Quorate's records", "label", "configmap", record,
                    "quorate.io/record-");
            refused(scene, "only the operator changes Quorate's records", "patch", "configmap", record, "-p",
                    "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"x\",\"uid\":\"x\"}]}}");
            refused(scene, "only the operator deletes Quorate's records", "delete", "configmap", record);
        });

        assertThat(data(scene, "node-" + scene.node(1).name())).containsEntry("recovery", "up");
        assertThat(data(scene, "cluster")).isNotEmpty().doesNotContainKey("recovery");
    }

    @Test
    void an_editor_cannot_make_a_record(Scene scene) throws IOException {
        refused(scene, "quorate.io/record marks Quorate's own records, only the operator creates them", "create", "-f",
                file(scene, """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: quorate-group-db, labels: {quorate.io/record: group}}
                        data: {epoch: "9"}
                        """));
        scene.kubectlAs("editor", "create", "configmap", "own");
        refused(scene, "only the operator changes Quorate's records", "label", "configmap", "own",
                "quorate.io/record=node");
    }

    @Test
    void an_editor_cannot_give_an_instance_to_another_resource_or_group(Scene scene) {
        scene.active(STATEFUL_SET);

        refused(scene, "metadata.labels: quorate.io/resource of an existing pod cannot change from \"\" to \"web\"",
                "label", "pod", "db-0", "quorate.io/resource=web");
        refused(scene, "metadata.labels: quorate.io/group of an existing pod cannot change", "label", "pod", "db-0",
                "--overwrite", "quorate.io/group=other");
        refused(scene, "only the operator changes quorate.io/group-uid", "annotate", "pod", "db-0", "--overwrite",
                "quorate.io/group-uid=other");
        refused(scene, "only the operator changes quorate.io/group-uid", "annotate", "pod", "db-0",
                "quorate.io/group-uid-");
        refused(scene, "only the operator changes quorate.io/record-uid", "annotate", "pod", "db-0", "--overwrite",
                "quorate.io/record-uid=other");
    }

    /** ClusterRole edit does not allow this; some give it to those who run operators of their own. */
    @Test
    void who_may_write_the_status_of_a_pod_cannot_let_it_go_by_that(Scene scene) {
        scene.active(STATEFUL_SET);
        refused(scene, "cannot patch resource \"pods/status\"", "patch", "pod", "db-0", "--subresource=status", "-p",
                "{\"status\":{\"phase\":\"Failed\"}}");
        allow(scene, "pods/status", "patch");

        refused(scene, "only the operator removes quorate.io/stop-proof", status("{\"finalizers\":null}"));
        refused(scene, "quorate.io/group of an existing pod cannot change",
                status("{\"labels\":{\"quorate.io/group\":null}}"));
        refused(scene, "only the operator changes quorate.io/epoch",
                status("{\"annotations\":{\"quorate.io/epoch\":\"7\"}}"));

        assertThat(scene.pod().getMetadata().getFinalizers()).contains("quorate.io/stop-proof");
    }

    @Test
    void who_may_bind_pods_cannot_bring_one_past_the_gate_or_mark_it_by_that(Scene scene) throws IOException {
        scene.create(GROUP, STATEFUL_SET);
        scene.until("the pod is at the gate", s -> Scene.gated(s.pod()));
        var path = "/api/v1/namespaces/" + scene.namespace() + "/pods/db-0/binding";
        var binding = file(scene, binding(scene, ""));
        refused(scene, "cannot create resource \"pods/binding\"", "create", "--raw", path, "-f", binding);
        allow(scene, "pods/binding", "create");

        refused(scene, "a Binding cannot carry Quorate's labels or annotations", "create", "--raw", path, "-f",
                file(scene, binding(scene, ", \"labels\": {\"quorate.io/group\": \"other\"}")));
        refused(scene, "a Binding cannot carry Quorate's labels or annotations", "create", "--raw", path, "-f",
                file(scene, binding(scene, ", \"annotations\": {\"quorate.io/epoch\": \"7\"}")));
        refused(scene, "schedulingGates", "create", "--raw", path, "-f", binding);

        assertThat(scene.pod()).matches(Scene::gated);
        assertThat(scene.pod().getSpec().getNodeName()).isNull();
    }

    @Test
    void the_pod_garbage_collector_has_no_word_on_the_end_of_an_instance(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.create(PLAIN);
        var failed = "{\"status\":{\"phase\":\"Failed\",\"reason\":\"NodeLost\"}}";

        assertThatThrownBy(() -> collect(scene, "db-0", failed))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("status.phase: stays \"Running\", not \"Failed\", until the kubelet reports");
        collect(scene, "db-0", "{\"status\":{\"reason\":\"NodeLost\"}}");
        collect(scene, "plain", failed);

        assertThat(scene.client().pods().inNamespace(scene.namespace()).withName("db-0").get().getStatus().getPhase())
                .isEqualTo("Running");
    }

    @Test
    void the_operator_itself_cannot_lower_an_epoch(Scene scene) {
        scene.active(STATEFUL_SET);

        var account = Credentials.client(scene.plane().serviceAccountKubeconfig(Cluster.INSTALLED, "quorate"));
        try (var operator = new KubernetesClientBuilder().withConfig(account).build()) {
            var record = scene.record();
            record.getData().put("epoch", "0");
            assertThatThrownBy(() -> operator.resource(record).update())
                    .hasMessageContaining("an epoch stays or grows by one");
        }
    }

    @Test
    void an_editor_cannot_bring_a_pod_past_the_gate(Scene scene) {
        scene.create(PLAIN);
        scene.kubectlAs("editor", "label", "pod", "plain", "quorate.io/group=db");

        refused(scene, "metadata.labels: quorate.io/group of an existing pod cannot change", "label", "pod", "plain",
                "quorate.io/group-");
        refused(scene, "spec.nodeName", "run", "bound", "--image=none", "--labels=quorate.io/group=db",
                "--overrides={\"spec\":{\"nodeName\":\"$1\"}}");
        refused(scene, "a new pod cannot carry quorate.io/stop-proof", "run", "held", "--image=none",
                "--labels=quorate.io/group=db",
                "--overrides={\"metadata\":{\"finalizers\":[\"quorate.io/stop-proof\"]}}");
        refused(scene, "a new pod cannot carry quorate.io/epoch", "run", "stamped", "--image=none",
                "--annotations=quorate.io/epoch=9");
    }

    private static Map<String, String> data(Scene scene, String record) {
        return scene.client().configMaps().inNamespace(scene.namespace()).withName(record).get().getData();
    }

    /** Beyond what ClusterRole edit allows. */
    private static void allow(Scene scene, String resource, String verb) {
        scene.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: more}
                rules: [{apiGroups: [""], resources: [%s], verbs: [%s]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: more}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: more}
                subjects: [{kind: User, name: editor}]
                """.formatted(resource, verb));
        scene.until("the right is there", s -> s.kubectlAs("editor", "auth", "can-i", verb, resource.split("/")[0],
                "--subresource=" + resource.split("/")[1]).strip().equals("yes"));
    }

    private static String[] status(String metadata) {
        return new String[]{"patch", "pod", "db-0", "--subresource=status", "--type=merge", "-p",
                "{\"metadata\":" + metadata + "}"};
    }

    private static String binding(Scene scene, String more) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"Binding\", \"metadata\": {\"name\": \"db-0\"" + more
                + "}, \"target\": {\"kind\": \"Node\", \"name\": \"" + scene.node(1).name() + "\"}}";
    }

    private static String file(Scene scene, String content) throws IOException {
        return Files.writeString(Files.createTempFile(scene.plane().dir(), "sent", ".yaml"), content).toString();
    }

    private static void collect(Scene scene, String pod, String patch) {
        var collector = Credentials.client(scene.plane().adminKubeconfig());
        collector.setImpersonateUsername("system:serviceaccount:kube-system:pod-garbage-collector");
        try (var client = new KubernetesClientBuilder().withConfig(collector).build()) {
            var found = scene.client().pods().inNamespace(scene.namespace()).withName(pod).get();
            client.pods().resource(found).subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
        }
    }

    private static void refused(Scene scene, String message, String... args) {
        assertThatThrownBy(() -> scene.kubectlAs("editor", args)).isInstanceOf(CommandFailed.class)
                .hasMessageContaining(message);
    }
}
