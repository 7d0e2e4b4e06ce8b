package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code examples/} holds is applied as it is, by kubectl, with other names of nodes. */
@OnCluster
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("../examples");
    /** What a cluster's storage would make of a claim. */
    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %s}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              hostPath: {path: /data}
              claimRef: {namespace: %1$s, name: data-orders-db-0}
            """;

    private static List<String> files() throws IOException {
        try (var files = Files.list(EXAMPLES)) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".yaml")).sorted().toList();
        }
    }

    static List<String> withGroups() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files()) {
            if (Files.readString(EXAMPLES.resolve(file)).contains("kind: ResourceGroup")) {
                found.add(file);
            }
        }
        return found;
    }

    @Test
    void an_example_without_a_group_has_a_test_of_its_own() throws IOException {
        var others = new ArrayList<>(files());
        others.removeAll(withGroups());

        assertThat(others).containsExactly("fencing-method.yaml", "relocation.yaml");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withGroups")
    void an_example_is_applied_and_its_groups_become_active(String file, Scene scene) throws IOException {
        scene.create(VOLUME.formatted(scene.namespace()));
        apply(scene, file);
        scene.operator();

        scene.until("all groups are ready", ExamplesTest::ready);
        assertThat(scene.pods()).isNotEmpty().allMatch(Scene::ready);
    }

    @Test
    void a_node_with_the_label_of_the_method_is_fenced_by_its_job(Scene scene) throws IOException {
        scene.create(FencingTest.RIGHTS);
        apply(scene, "fencing-method.yaml");
        scene.kubectl("label", "node", "$1", "fencing=ipmi");
        apply(scene, "fenced-group.yaml");
        scene.operator();
        scene.until("the group is at home", s -> ready(s) && active(s, 1));

        scene.node(1).crash();
        scene.until("a fencing Job runs", s -> FencingTest.jobPod(s).isPresent());
        var job = scene.client().pods().inNamespace(scene.namespace())
                .withName(FencingTest.jobPod(scene).orElseThrow()).get();
        assertThat(job.getSpec().getContainers()).singleElement().satisfies(
                c -> assertThat(c.getImage()).isEqualTo("registry.example.com/fence-agents:1"),
                c -> assertThat(c.getEnv()).anyMatch(e -> e.getName().equals("QUORATE_NODE")
                        && e.getValue().equals(scene.node(1).name())));
        scene.kubectl("patch", "pod", job.getMetadata().getName(), "--subresource=status", "-p",
                "{\"status\":{\"phase\":\"Succeeded\"}}");

        scene.until("the group has moved", s -> ready(s) && active(s, 2));
        assertThat(groups(scene).map(g -> g.getStatus().history().getFirst().evidence())).containsExactly("NodeFenced");
    }

    @Test
    void the_node_that_is_to_be_emptied_is_left(Scene scene) throws IOException {
        apply(scene, "smallest.yaml");
        scene.operator();
        scene.until("the group is at home", s -> active(s, 1));

        apply(scene, "relocation.yaml");

        scene.until("the request is fulfilled", s -> s.client().resources(Relocation.class).inNamespace(s.namespace())
                .withName("empty-worker-1").get().getStatus().conditions().stream()
                .anyMatch(c -> c.getType().equals("Moved") && c.getStatus().equals("True")));
        assertThat(active(scene, 2)).isTrue();
    }

    @Test
    void a_primary_and_its_replica_are_on_different_nodes(Scene scene) throws IOException {
        apply(scene, "primary-and-replica.yaml");
        scene.operator();

        scene.until("both are ready", ExamplesTest::ready);
        assertThat(groups(scene).map(g -> g.getStatus().activeNode())).containsExactly(scene.node(1).name(),
                scene.node(2).name());
    }

    @Test
    void each_example_is_listed() throws IOException {
        assertThat(Files.readString(EXAMPLES.resolve("README.md"))).contains(files());
    }

    private static boolean ready(Scene scene) {
        return groups(scene).findAny().isPresent() && groups(scene).allMatch(g -> g.getStatus().conditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")));
    }

    private static boolean active(Scene scene, int number) {
        return groups(scene).findAny().isPresent()
                && groups(scene).allMatch(g -> scene.node(number).name().equals(g.getStatus().activeNode()));
    }

    private static Stream<ResourceGroup> groups(Scene scene) {
        return scene.client().resources(ResourceGroup.class).inNamespace(scene.namespace()).list().getItems().stream();
    }

    private static void apply(Scene scene, String file) throws IOException {
        var text = Files.readString(EXAMPLES.resolve(file));
        for (int i = 1; i <= 3; i++) {
            text = text.replaceAll("(?<!-)worker-" + i, scene.node(i).name());
        }
        var renamed = Files.createTempFile(scene.plane().dir(), "example", ".yaml");
        Files.writeString(renamed, text);
        scene.kubectl("apply", "-f", renamed.toString());
    }
}
