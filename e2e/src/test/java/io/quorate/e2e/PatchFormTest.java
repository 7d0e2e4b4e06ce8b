package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.Names;
import org.junit.jupiter.api.Test;

/** Opening a gate adds to what others have written on the pod, and replaces nothing. */
@OnCluster
class PatchFormTest {

    @Test
    void what_others_wrote_on_the_pod_survives_the_opening(Scene scene) {
        scene.create(GROUP, """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata:
                      labels: {app: db, quorate.io/group: db}
                      annotations: {example.com/note: kept}
                      finalizers: [example.com/backup]
                    spec:
                      affinity:
                        podAntiAffinity:
                          requiredDuringSchedulingIgnoredDuringExecution:
                          - topologyKey: kubernetes.io/hostname
                            labelSelector: {matchLabels: {app: other}}
                        nodeAffinity:
                          requiredDuringSchedulingIgnoredDuringExecution:
                            nodeSelectorTerms:
                            - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$1, $2]}]
                            - matchFields: [{key: metadata.name, operator: NotIn, values: [elsewhere]}]
                      containers: [{name: app, image: none}]
                """);
        scene.operator();

        scene.awaitActive(1);

        var pod = scene.pod();
        assertThat(pod.getMetadata().getFinalizers()).containsExactlyInAnyOrder("example.com/backup",
                Names.STOP_PROOF);
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("example.com/note", "kept")
                .containsEntry(Names.EPOCH, "1");
        var affinity = pod.getSpec().getAffinity();
        assertThat(affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()).hasSize(1);
        var terms = affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms();
        assertThat(terms).hasSize(2).allSatisfy(t -> assertThat(t.getMatchFields())
                .anySatisfy(f -> assertThat(f.getValues()).containsExactly(scene.node(1).name())));
        assertThat(terms.get(0).getMatchExpressions()).hasSize(1);
        assertThat(terms.get(1).getMatchFields()).hasSize(2);
    }

    @Test
    void a_foreign_finalizer_outlives_the_proof(Scene scene) {
        scene.active(Scene.DEPLOYMENT.replace("labels: {app: db, quorate.io/group: db}",
                "labels: {app: db, quorate.io/group: db}\n      finalizers: [example.com/backup]"));
        var first = scene.pod().getMetadata();

        scene.kubectl("delete", "pod", first.getName(), "--wait=false");

        scene.awaitActive(1);
        assertThat(scene.client().pods().inNamespace(scene.namespace()).withName(first.getName()).get().getMetadata()
                .getFinalizers()).containsExactly("example.com/backup");
    }
}
