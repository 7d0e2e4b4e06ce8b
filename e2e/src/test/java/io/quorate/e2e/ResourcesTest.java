package io.quorate.e2e;

import static io.quorate.e2e.Scene.DEPLOYMENT;
import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.Names;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A group of several parts, on a real API server: a database, the Service in front of it, and its exporter. */
@OnCluster
class ResourcesTest {

    private static final String THREE = GROUP + """
              resources:
              - name: db
              - {name: service, after: [db], ref: {apiVersion: v1, kind: Service, name: db}}
              - {name: exporter, after: [service]}
            """;
    private static final String DATABASE = of("db", STATEFUL_SET);
    private static final String EXPORTER = of("exporter",
            DEPLOYMENT.replace("name: db", "name: exporter").replace("app: db", "app: exporter"));
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec:
              selector: {app: db}
              ports: [{port: 5432}]
            """;

    private static String of(String resource, String workload) {
        return workload.replace("quorate.io/group: db}",
                "quorate.io/group: db, quorate.io/resource: " + resource + "}");
    }

    @Test
    void they_start_in_order_move_together_and_stop_in_reverse(Scene scene) {
        scene.create(THREE, DATABASE, EXPORTER, SERVICE);
        scene.operator();
        awaitBoth(scene, 1);
        assertThat(scene.written(0).filter(w -> w.verb().equals("patch") && w.resource().equals("pods"))
                .map(w -> w.name().substring(0, 2)).distinct()).containsExactly("db", "ex");
        assertThat(scene.group().getStatus().resources()).extracting(r -> r.name(), r -> r.state().name())
                .containsExactly(tuple("db", "Ready"),
                        tuple("service", "Ready"),
                        tuple("exporter", "Ready"));
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);

        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);
        awaitBoth(scene, 2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);

        var mark = scene.plane().audit().mark();
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Stopped\"}}");
        scene.awaitReason("Active", "Stopped");
        assertThat(scene.written(mark).filter(w -> w.verb().equals("delete") && w.resource().equals("pods"))
                .map(w -> w.name().substring(0, 2))).containsExactly("ex", "db");
    }

    @Test
    void what_comes_after_a_service_waits_for_its_endpoint(Scene scene) {
        scene.create(THREE, DATABASE, EXPORTER, SERVICE.replace("app: db", "app: other"));
        scene.operator();

        scene.until("the Service is waited for", s -> s.group().getStatus().resources().stream()
                .anyMatch(r -> r.name().equals("service") && r.message().equals("Service db has no ready endpoint")));
        scene.until("the database is ready", s -> ready(s, "db").isPresent());
        assertThat(of(scene, "exporter").orElseThrow()).matches(Scene::gated);
        scene.kubectl("patch", "service", "db", "--type=merge", "-p", "{\"spec\":{\"selector\":{\"app\":\"db\"}}}");

        awaitBoth(scene, 1);
    }

    @Test
    void an_object_is_ready_when_the_groups_expression_says_so(Scene scene) {
        scene.create(GROUP + """
                  resources:
                  - name: service
                    ref: {apiVersion: v1, kind: Service, name: db}
                    readiness: {expression: "object.metadata.annotations['open'] == 'yes'"}
                  - {name: db, after: [service]}
                """, DATABASE, SERVICE);
        scene.operator();
        scene.until("the annotation is waited for", s -> message(s, "service")
                .startsWith("Service db does not meet its readiness expression yet: "));
        assertThat(scene.pod()).matches(Scene::gated);

        scene.kubectl("annotate", "service", "db", "open=yes");

        scene.awaitActive(1);
    }

    @Test
    void an_object_that_is_missing_or_may_not_be_read_is_named(Scene scene) {
        scene.create(GROUP + """
                  resources:
                  - {name: claim, ref: {apiVersion: v1, kind: PersistentVolumeClaim, name: data}}
                  - {name: db, after: [claim]}
                """, DATABASE);
        scene.operator();
        assertThat(scene.awaitReason("Active", "WaitsForResource")).isEqualTo("db starts after claim");
        assertThat(message(scene, "claim")).isEqualTo("PersistentVolumeClaim data does not exist; create it");

        scene.create(GROUP + """
                  resources:
                  - {name: claim, ref: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: data}}
                  - {name: db, after: [claim]}
                """);

        scene.until("it is told which right is missing", s -> message(s, "claim").contains("quorate.io/watched"));
        scene.create(GROUP + """
                  resources:
                  - {name: claim, ref: {apiVersion: nowhere.example.com/v1, kind: Bucket, name: data}}
                  - {name: db, after: [claim]}
                """);
        scene.until("there is no such kind", s -> message(s, "claim").equals("Bucket data does not exist; create it"));
        assertThat(scene.pod()).matches(Scene::gated);
    }

    @Test
    void a_pod_of_a_resource_that_there_is_not_waits_and_that_is_told(Scene scene) {
        scene.create(GROUP, DATABASE);
        scene.operator();

        assertThat(scene.awaitReason("Active", "NoWorkload")).contains(
                "db-0 is of resource db, which spec.resources does not name");
        scene.create(GROUP + "  resources: [{name: db}]\n");
        scene.awaitActive(1);
    }

    @Test
    void a_start_that_takes_too_long_is_tried_elsewhere(Scene scene) {
        scene.create(GROUP + "  resources: [{name: main, startTimeout: 3s}]\n",
                STATEFUL_SET.replace("app: db, quorate", "app: db, kwok.quorate.io/never-ready: 'true', quorate"));
        scene.operator();

        scene.until("it is tried on the next node", s -> s.group().getStatus().history().stream()
                .anyMatch(h -> h.reason().equals("StartTimeout") && h.to().equals(s.node(2).name())));
        assertThat(scene.record().getData().get("avoided")).contains(scene.node(1).name(), "was not ready in time");
    }

    private static void awaitBoth(Scene scene, int number) {
        scene.until("both run on node " + number, s -> s.condition("Ready").orElseThrow().getStatus().equals("True")
                && s.group().getStatus().activeNode().equals(s.node(number).name())
                && List.of("db", "exporter").stream().allMatch(r -> ready(s, r)
                        .filter(p -> p.getSpec().getNodeName().equals(s.node(number).name())).isPresent()));
    }

    private static Optional<Pod> ready(Scene scene, String resource) {
        return of(scene, resource).filter(Scene::ready);
    }

    private static Optional<Pod> of(Scene scene, String resource) {
        return scene.pods().stream().filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .filter(p -> resource.equals(p.getMetadata().getLabels().get(Names.RESOURCE_LABEL))).findFirst();
    }

    private static String message(Scene scene, String resource) {
        return scene.group().getStatus().resources().stream().filter(r -> r.name().equals(resource))
                .map(r -> r.message()).findFirst().orElse("");
    }
}
