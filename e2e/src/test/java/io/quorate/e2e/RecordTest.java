package io.quorate.e2e;

import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A group's record edited or lost, by somebody whom no policy holds back. */
@OnCluster
class RecordTest {

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', value = {"epoch | many", "claim | {", "instances | [{\"podUID\":null}]",
            "groupUID | another", "schema | 2"})
    void a_record_made_nonsense_stops_every_decision_until_it_is_put_right(String key, String value, Scene scene) {
        scene.active(STATEFUL_SET);
        var before = scene.record().getData().get(key);
        var pod = scene.pod().getMetadata().getUid();

        write(scene, key, value);

        assertThat(scene.awaitReason("Stalled", "RecordUnreadable")).contains("quorate-group-db", "data." + key,
                "Restore the record");
        assertThat(scene.condition("Ready").orElseThrow().getStatus()).isEqualTo("False");
        assertThat(scene.record().getData()).containsEntry(key, value);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
        write(scene, key, before);
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
    }

    @Test
    void a_node_record_made_nonsense_is_named_and_nothing_moves_until_it_is_put_right(Scene scene) {
        scene.active(STATEFUL_SET);
        var name = "node-" + scene.node(2).name();
        var pod = scene.pod().getMetadata().getUid();

        edit(scene, name, map -> map.getData().put("since", "yesterday"));
        scene.kubectl("cordon", "$3");

        assertThat(scene.awaitReason("Stalled", "RecordUnreadable")).contains(scene.namespace() + "/" + name,
                "data.since is 'yesterday'", "Restore the record");
        edit(scene, name, map -> map.getData().put("since", "2026-11-23T12:00:00Z"));
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a7_a_lost_record_is_rebuilt_and_what_runs_goes_on(Scene scene) {
        scene.active(STATEFUL_SET);
        var pod = scene.pod().getMetadata().getUid();

        lose(scene);

        scene.until("rebuilt", s -> s.record().getMetadata().getAnnotations().containsKey("quorate.io/rebuilt"));
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
        assertThat(scene.record().getData()).containsEntry("epoch", "1");
        assertThat(scene.record().getData().get("instances")).contains(pod);
    }

    @Test
    void a7_a_record_restored_from_a_backup_never_lowers_the_epoch(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.awaitRest();
        var backup = scene.record().getData();
        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db-0");
        scene.awaitActive(2);
        scene.awaitRest();
        var uid = scene.pod().getMetadata().getUid();

        edit(scene, map -> map.setData(backup));

        // It says that one runs on the first node, and nothing tells that this one has stopped.
        assertThat(scene.awaitReason("Stalled", "Contradiction")).contains(scene.node(1).name(), scene.node(2).name());
        assertThat(scene.record().getData()).containsEntry("epoch", "2").containsEntry("claim", "null");
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(uid);
    }

    private static void write(Scene scene, String key, String value) {
        edit(scene, map -> map.getData().put(key, value));
    }

    private static void edit(Scene scene, Consumer<ConfigMap> change) { edit(scene, "quorate-group-db", change); }

    private static void edit(Scene scene, String record, Consumer<ConfigMap> change) {
        try (var client = scene.plane().clientFor("breakglass")) {
            // Again when the operator has written it between our read and our write.
            await().ignoreExceptionsMatching(e -> e instanceof KubernetesClientException c && c.getCode() == 409)
                    .untilAsserted(() -> client.configMaps().inNamespace(scene.namespace()).withName(record)
                            .edit(map -> {
                                change.accept(map);
                                return map;
                            }));
        }
    }

    private static void lose(Scene scene) {
        edit(scene, map -> map.getMetadata().setFinalizers(null));
        scene.kubectlAs("breakglass", "delete", "configmap", "quorate-group-db");
    }
}
