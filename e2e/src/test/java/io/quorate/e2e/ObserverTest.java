package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quorate.api.v1alpha1.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each way to break the rules, done by hand by one whom no policy holds back: it must be reported. */
@OnCluster
class ObserverTest {

    @Test
    void a_gate_opened_by_hand_is_reported(Scene scene) {
        try (var observer = new Observer(scene.plane(), scene.namespace());
                var breakglass = scene.plane().clientFor("breakglass")) {
            scene.create(GROUP, STATEFUL_SET);
            scene.until("its pod is there, and gated", s -> Scene.gated(s.pod()));

            breakglass.pods().resource(scene.pod())
                    .edit(p -> new PodBuilder(p).editSpec().withSchedulingGates(List.of())
                            .endSpec().build());

            scene.until("it is reported", s -> observer.fouls().toString().contains("opened without a claim"));
        }
    }

    @Test
    void a_claim_without_quorum_and_a_foreign_hand_are_reported(Scene scene) {
        try (var observer = new Observer(scene.plane(), scene.namespace());
                var breakglass = scene.plane().clientFor("breakglass")) {
            claim(breakglass, scene, 1, scene.node(1).name(), "never-there", "nor-there");

            scene.until("both are reported", s -> observer.fouls().toString().contains("claimed without quorum")
                    && observer.fouls().toString().contains("a foreign write"));
        }
    }

    @Test
    void an_epoch_that_falls_is_reported(Scene scene) {
        try (var observer = new Observer(scene.plane(), scene.namespace());
                var breakglass = scene.plane().clientFor("breakglass")) {
            var nodes = new String[]{scene.node(1).name(), scene.node(2).name()};
            var record = claim(breakglass, scene, 2, nodes);
            breakglass.configMaps().resource(record).edit(m -> new ConfigMapBuilder(m).addToData("epoch", "1").build());

            scene.until("it is reported", s -> observer.fouls().toString().contains("the epoch fell"));
            assertThat(observer.fouls().toString()).doesNotContain("without quorum");
        }
    }

    @Test
    void two_instances_that_run_at_once_are_reported(Scene scene) {
        var namespace = scene.namespace() + "-planted";
        scene.client().resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .create();
        try (var referee = new Referee(scene.client(), namespace, List.of(scene.node(1), scene.node(2)));
                var breakglass = scene.plane().clientFor("breakglass")) {
            scene.until("the namespace takes pods", s -> breakglass.serviceAccounts().inNamespace(namespace)
                    .withName("default").get() != null);
            for (var node : List.of(scene.node(1), scene.node(2))) {
                breakglass.pods().inNamespace(namespace).resource(new PodBuilder().withNewMetadata()
                        .withName("db-on-" + node.name()).addToLabels(Names.GROUP_LABEL, "db").endMetadata()
                        .withNewSpec().withNodeName(node.name()).addNewContainer().withName("app").withImage("none")
                        .endContainer().endSpec().build()).create();
            }

            scene.until("they are reported", s -> !referee.fouls().isEmpty());
        }
    }

    private static ConfigMap claim(KubernetesClient client, Scene scene, long epoch, String... owners) {
        var claim = """
                {"epoch":%d,"node":"%s","state":"Held","time":"%s"}""".formatted(epoch, owners[0], Instant.now());
        return client.configMaps().inNamespace(scene.namespace()).resource(new ConfigMapBuilder().withNewMetadata()
                .withName("quorate-group-db").addToLabels(Names.RECORD_LABEL, "group").endMetadata()
                .withData(Map.of("group", "db", "groupUID", "by-hand", "epoch", Long.toString(epoch), "owners",
                        "{\"committed\":[\"" + String.join("\",\"", owners) + "\"]}", "claim", claim, "instances",
                        "[]"))
                .build()).create();
    }
}
