package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Charts in the shape of those that people use, which know nothing of groups: a label is all that they are given. */
@OnCluster
class UnchangedChartsTest {

    /** What a cluster's storage would make of a claim. */
    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Retain
              hostPath: {path: /data}
              claimRef: {namespace: %1$s, name: %2$s}
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"postgresql, data-postgresql-0, maxConnections=200", "redis, redis-data-redis-master-0, maxmemory=1gb",
            "rabbitmq, data-rabbitmq-0, memoryHighWatermark=0.6"})
    void a_release_moves_as_a_group_and_is_upgraded_where_it_is(String chart, String claim, String change,
            Scene scene) {
        scene.create(VOLUME.formatted(scene.namespace(), claim), as(chart, GROUP));
        scene.operator();

        helm(scene, "install", chart, "--set", "podLabels.quorate\\.io/group=" + chart);

        scene.awaitActive(chart, 1);
        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", scene.pod().getMetadata().getName(), "--wait=false");
        scene.awaitActive(chart, 2);
        assertThat(scene.group(chart).getStatus().history().getFirst()).returns("StopProof", h -> h.evidence());
        scene.kubectl("uncordon", "$1");
        var before = scene.pod().getMetadata().getUid();

        helm(scene, "upgrade", chart, "--reuse-values", "--set", change);

        scene.awaitActive(chart, 2);
        assertThat(scene.pod()).satisfies(p -> assertThat(p.getMetadata().getUid()).isNotEqualTo(before),
                p -> assertThat(p.getSpec().getNodeName()).isEqualTo(scene.node(2).name()),
                p -> assertThat(p.getSpec().getVolumes()).anyMatch(v -> v.getPersistentVolumeClaim() != null
                        && v.getPersistentVolumeClaim().getClaimName().equals(claim)));
        assertThat(scene.group(chart).getStatus().epoch()).isEqualTo(2);

        scene.plane().helm("uninstall", chart, "--namespace", scene.namespace(), "--wait");
        scene.awaitReason(chart, "Active", "NoWorkload");
        assertThat(scene.pods()).isEmpty();
    }

    @Test
    void a_release_that_runs_already_comes_under_a_group_and_out_again_by_an_upgrade(Scene scene) {
        var pinned = "nodeSelector.kubernetes\\.io/hostname=";
        scene.create(VOLUME.formatted(scene.namespace(), "data-postgresql-0"), as("postgresql", GROUP));
        scene.operator();
        helm(scene, "install", "postgresql", "--set", pinned + scene.node(2).name());
        scene.awaitReason("postgresql", "Active", "NoWorkload");

        helm(scene, "upgrade", "postgresql", "--set", "podLabels.quorate\\.io/group=postgresql");

        scene.awaitActive("postgresql", 1);

        helm(scene, "upgrade", "postgresql", "--set", pinned + scene.node(3).name());

        scene.awaitReason("postgresql", "Active", "NoWorkload");
        assertThat(scene.pod()).matches(Scene::ready).matches(p -> p.getMetadata().getFinalizers().isEmpty())
                .returns(scene.node(3).name(), p -> p.getSpec().getNodeName());
    }

    /** Waits until helm says that all is ready. */
    private static void helm(Scene scene, String verb, String chart, String... values) {
        scene.plane().helm(Stream.concat(Stream.of(verb, chart, Path.of("src/test/resources/charts", chart)
                .toAbsolutePath().toString(), "--namespace", scene.namespace(), "--wait", "--timeout", "3m"),
                Stream.of(values)).toArray(String[]::new));
    }
}
