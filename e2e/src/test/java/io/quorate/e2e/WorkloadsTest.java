package io.quorate.e2e;

import static io.quorate.e2e.Scene.DEPLOYMENT;
import static io.quorate.e2e.Scene.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** What else than a StatefulSet may make the pods of a group, and how they come under it. */
@OnCluster
class WorkloadsTest {

    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: db}
            spec:
              template:
                metadata:
                  labels: {quorate.io/group: db}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 5
                  containers: [{name: app, image: none}]
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              labels: {quorate.io/group: db}
            spec:
              terminationGracePeriodSeconds: 5
              containers: [{name: app, image: none}]
            """;

    @Test
    void a_job_runs_on_one_node_follows_to_the_next_and_ends(Scene scene) {
        scene.create(GROUP, JOB);
        scene.operator();
        awaitReady(scene, 1);

        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);
        awaitReady(scene, 2);
        scene.kubectl("label", "pod", "-l", "quorate.io/group=db", "kwok.quorate.io/done=true");

        scene.kubectl("wait", "--for=condition=Complete", "job/db", "--timeout=120s");
        scene.until("nothing of it is left", s -> s.pods().isEmpty());
        scene.until("nothing of it is in doubt",
                s -> s.condition("Exclusive").orElseThrow().getStatus().equals("True"));
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void a_bare_pod_is_let_through_and_it_is_said_that_nothing_stands_behind_it(Scene scene) {
        scene.create(GROUP, POD);
        scene.operator();
        scene.awaitActive(1);
        assertThat(scene.awaitReason("ReadyToFailOver", "NoController")).contains("StatefulSet, Deployment or Job");

        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db");
        scene.create(POD);

        scene.awaitActive(2);
    }

    @Test
    void a_deployment_that_gets_the_label_later_starts_nothing_beside_what_runs(Scene scene) {
        scene.create(GROUP, DEPLOYMENT.replace("Recreate", "RollingUpdate").replace(", quorate.io/group: db}",
                ", kwok.quorate.io/slow-stop: 'true'}").replace("containers:",
                        "nodeSelector: {kubernetes.io/hostname: $2}\n      containers:"));
        scene.operator();
        scene.until("it runs outside", s -> Scene.ready(s.pod()));
        var old = scene.pod().getMetadata().getName();
        patch(scene, "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"quorate.io/group\":\"db\"}},"
                + "\"spec\":{\"nodeSelector\":null}}}}");
        assertThat(scene.awaitReason("Stalled", "InvalidWorkload")).contains("set Recreate");

        patch(scene, "{\"spec\":{\"strategy\":{\"type\":\"Recreate\",\"rollingUpdate\":null}}}");
        scene.until("the old pod is deleted", s -> pod(s, old).getMetadata().getDeletionTimestamp() != null);
        assertThat(scene.awaitReason("Exclusive", "NotGated")).contains(old);
        assertThat(scene.pods()).filteredOn(p -> !p.getMetadata().getName().equals(old)).allMatch(Scene::gated);
        scene.kubectl("label", "pod", old, "kwok.quorate.io/slow-stop-");

        scene.awaitActive(1);
    }

    private static void patch(Scene scene, String change) {
        scene.kubectl("patch", "deployment", "db", "--type=merge", "-p", change);
    }

    private static Pod pod(Scene scene, String name) {
        return scene.client().pods().inNamespace(scene.namespace()).withName(name).get();
    }

    /** {@link Scene#pod} leaves the pods of Jobs out, which are fences elsewhere. */
    private static void awaitReady(Scene scene, int number) {
        scene.until("active on node " + number, s -> s.condition("Ready").orElseThrow().getStatus().equals("True")
                && s.group().getStatus().activeNode().equals(s.node(number).name()));
    }
}
