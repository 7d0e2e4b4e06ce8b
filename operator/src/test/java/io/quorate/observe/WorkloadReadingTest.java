package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.Manifests;
import io.quorate.core.Workload;
import io.quorate.port.KubernetesApi;
import java.util.Arrays;
import java.util.List;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class WorkloadReadingTest {

    KubernetesClient client;

    @Test
    void without_a_pod_there_is_no_workload() {
        assertThat(read().workload()).isEqualTo(new Workload.None());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            StatefulSet | {}
            StatefulSet | {replicas: 1}
            StatefulSet | {replicas: 0}
            Deployment  | {strategy: {type: Recreate}}
            Deployment  | {strategy: {type: Recreate}, replicas: 1}
            """)
    void a_workload_of_the_right_shape_is_valid(String kind, String spec) {
        controller(kind, "db", spec);
        var pod = kind.equals("Deployment") ? replicaSetOf("db") : pod("StatefulSet", "db");

        assertThat(read(pod).workload()).isEqualTo(new Workload.Valid(kind, "db"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            StatefulSet | {replicas: 2}                        | StatefulSet db: spec.replicas is 2; a group runs one instance, set 1
            Deployment  | {replicas: 3, strategy: {type: Recreate}} | Deployment db: spec.replicas is 3; a group runs one instance, set 1
            Deployment  | {strategy: {type: RollingUpdate}}    | Deployment db: spec.strategy.type is RollingUpdate, which starts the new pod beside the old one; set Recreate
            Deployment  | {}                                   | Deployment db: spec.strategy.type is RollingUpdate
            """)
    void a_workload_of_the_wrong_shape_says_what_to_set(String kind, String spec, String told) {
        controller(kind, "db", spec);
        var pod = kind.equals("Deployment") ? replicaSetOf("db") : pod("StatefulSet", "db");

        assertProblem(told, pod);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            example.com/v1           | Job         | Job db (example.com/v1): a group's pods come from one StatefulSet, Deployment or Job
            apps/v1                  | DaemonSet   | DaemonSet db: a group's pods come from one
            apps.kruise.io/v1beta1   | StatefulSet | StatefulSet db (apps.kruise.io/v1beta1): a group's pods come from one
            """)
    void other_controllers_are_told_so(String api, String kind, String told) {
        assertProblem(told, pod(api, kind, "db"));
    }

    @Test
    void a_bare_pod_is_its_own_workload() {
        assertThat(read(bare()).workload()).isEqualTo(new Workload.Valid("Pod", "db-0"));
    }

    @Test
    void a_job_runs_one_pod_at_a_time() {
        job("db", "{parallelism: 1, completions: 3}");
        job("wide", "{parallelism: 2}");

        assertThat(read(pod("batch/v1", "Job", "db")).workload()).isEqualTo(new Workload.Valid("Job", "db"));
        assertProblem("Job wide: spec.parallelism is 2; a group runs one instance, set 1",
                pod("batch/v1", "Job", "wide"));
        assertThat(read(pod("batch/v1", "Job", "gone")).workload()).isEqualTo(new Workload.None());
    }

    private void job(String name, String spec) {
        client.resource(
                "---\n{apiVersion: batch/v1, kind: Job, metadata: {namespace: shop, name: " + name + "}, spec: " + spec
                        + "}")
                .create();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            StatefulSet | {template: {metadata: {labels: {app: db}}}}
            StatefulSet | {template: {metadata: {labels: {quorate.io/group: other}}}}
            Deployment  | {strategy: {type: Recreate}, template: {metadata: {labels: {app: db}}}}
            """)
    void a_template_without_the_label_would_send_the_next_pod_past_the_gate(String kind, String spec) {
        controller(kind, "db", spec);
        var pod = kind.equals("Deployment") ? replicaSetOf("db") : pod("StatefulSet", "db");

        assertProblem(kind + " db: spec.template.metadata.labels lacks quorate.io/group: orders-db, so its next pod"
                + " would pass the gate unseen; put it there", pod);
    }

    @Test
    void pods_of_a_deployment_from_before_its_label_are_found() {
        controller("Deployment", "db", "{strategy: {type: Recreate}, selector: {matchLabels: {app: db}}}");
        var labelled = replicaSetOf("db", "db-2");
        replicaSetOf("db", "db-1");
        replicaSet("other-1", owner("apps/v1", "Deployment", "other"));
        for (var set : List.of("db-1", "other-1", "gone-1")) {
            client.resource(
                    "---\n{apiVersion: v1, kind: Pod, metadata: {namespace: shop, name: " + set
                            + "-x, labels: {app: db},"
                            + " ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: " + set
                            + ", controller: true}]}, spec: {}, status: {}}")
                    .create();
        }
        var reading = new WorkloadReading(new KubernetesApi(client));

        assertThat(reading.unlabelled("shop",
                reading.of("shop", "orders-db", List.of(labelled)).maker().orElseThrow()))
                .extracting(p -> p.getMetadata().getName()).containsExactlyInAnyOrder("db-1-x", "gone-1-x");
    }

    @Test
    void a_bare_replica_set_is_none_either() {
        replicaSet("db-1", "");

        assertProblem("ReplicaSet db-1: a group's pods come from one", pod("ReplicaSet", "db-1"));
    }

    @Test
    void two_workloads_with_the_label_are_one_too_many() {
        controller("StatefulSet", "db", "{}");
        controller("Deployment", "db", "{strategy: {type: Recreate}}");

        assertProblem("several workloads carry the group's label (StatefulSet db, Deployment db)",
                pod("StatefulSet", "db"), replicaSetOf("db"));
    }

    @Test
    void pods_of_two_revisions_have_one_workload() {
        controller("Deployment", "db", "{strategy: {type: Recreate}}");

        assertThat(read(replicaSetOf("db"), replicaSetOf("db", "db-2")).workload())
                .isEqualTo(new Workload.Valid("Deployment", "db"));
    }

    @Test
    void a_pod_whose_replica_set_is_gone_says_nothing_of_the_workload_there_is() {
        controller("Deployment", "db", "{strategy: {type: Recreate}}");

        assertThat(read(pod("ReplicaSet", "db-0"), replicaSetOf("db")).workload())
                .isEqualTo(new Workload.Valid("Deployment", "db"));
        assertThat(read(pod("ReplicaSet", "db-0")).workload()).isEqualTo(new Workload.None());
    }

    @Test
    void a_controller_that_is_gone_is_no_workload() {
        assertThat(read(pod("StatefulSet", "db")).workload()).isEqualTo(new Workload.None());
        assertThat(read(replicaSetOf("db")).workload()).isEqualTo(new Workload.None());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            {}                                                   | 1 | db-2
            {updateStrategy: {type: OnDelete}}                   | 1 | db-2
            {updateStrategy: {rollingUpdate: {partition: 0}}}    | 1 | db-2
            {updateStrategy: {rollingUpdate: {partition: 1}}}    | 1 | none
            {}                                                   | 0 | none
            """)
    void b7_a_revision_is_named_only_where_a_new_pod_would_have_it(String spec, long observed, String revision) {
        var set = "---\n{apiVersion: apps/v1, kind: StatefulSet, metadata: {namespace: shop, name: db, generation: 1}, spec: "
                + spec + ", status: {observedGeneration: " + observed + ", updateRevision: db-2}}";
        client.resource(set).create();

        assertThat(read(pod("StatefulSet", "db")).revision()).isEqualTo(java.util.Optional.ofNullable(revision));
    }

    private void assertProblem(String told, Pod... pods) {
        assertThat(read(pods).workload()).isInstanceOfSatisfying(Workload.Invalid.class,
                w -> assertThat(w.problems()).singleElement().asString().startsWith(told));
    }

    private WorkloadReading.Found read(Pod... pods) {
        return new WorkloadReading(new KubernetesApi(client)).of("shop", "orders-db", Arrays.asList(pods));
    }

    private void controller(String kind, String name, String spec) {
        client.resource("---\n{apiVersion: apps/v1, kind: " + kind + ", metadata: {namespace: shop, name: " + name
                + "}, spec: " + spec + "}").create();
    }

    private Pod replicaSetOf(String deployment) { return replicaSetOf(deployment, deployment + "-1"); }

    /** A pod of this ReplicaSet of the Deployment. */
    private Pod replicaSetOf(String deployment, String set) {
        replicaSet(set, owner("apps/v1", "Deployment", deployment));
        return pod("ReplicaSet", set);
    }

    private void replicaSet(String name, String owner) {
        client.resource("---\n{apiVersion: apps/v1, kind: ReplicaSet, metadata: {namespace: shop, name: " + name
                + ", ownerReferences: [" + owner + "]}}").create();
    }

    private static Pod bare() {
        return Manifests.read("{apiVersion: v1, kind: Pod, metadata: {name: db-0, namespace: shop, "
                + "ownerReferences: [{apiVersion: v1, kind: Node, name: w1}]}}", Pod.class);
    }

    private static Pod pod(String kind, String controller) { return pod("apps/v1", kind, controller); }

    private static Pod pod(String api, String kind, String controller) {
        return Manifests.read("{apiVersion: v1, kind: Pod, metadata: {name: db-0, namespace: shop, "
                + "ownerReferences: [" + owner(api, kind, controller) + "]}}", Pod.class);
    }

    private static String owner(String api, String kind, String name) {
        return List.of("apiVersion: " + api, "kind: " + kind, "name: " + name, "controller: true").toString()
                .replace('[', '{').replace(']', '}');
    }
}
