package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What helm makes of the chart's values, and whether the API server would take it. */
@OnCluster
class ChartTest {

    private static final String CHART = Path.of("../charts/quorate").toAbsolutePath().toString();
    private static final List<String> OF_PODS = List.of("quorate-binding", "quorate-epoch", "quorate-gate",
            "quorate-gate-check", "quorate-gate-opening", "quorate-gate-required", "quorate-group-labels",
            "quorate-last-word", "quorate-stop-proof");
    private static final List<String> OF_RECORDS = List.of("quorate-record-epoch", "quorate-records");

    @Test
    void with_the_default_values_two_replicas_look_after_all_namespaces(Scene scene) throws IOException {
        var made = rendered(scene);

        var deployment = one(made, Deployment.class, "quorate");
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
        var pod = deployment.getSpec().getTemplate().getSpec();
        assertThat(pod.getServiceAccountName()).isEqualTo("quorate");
        assertThat(pod.getContainers()).singleElement().satisfies(c -> {
            assertThat(c.getImage()).isEqualTo("quorate/operator:0.1.0");
            assertThat(c.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
            assertThat(c.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
            assertThat(c.getEnv()).extracting(EnvVar::getName, EnvVar::getValue).contains(
                    tuple("QUORATE_WATCH_NAMESPACES", null),
                    tuple("QUORATE_LEASE_NAME", "quorate"),
                    tuple("QUORATE_NODE_DOWN_AFTER", "20s"),
                    tuple("QUORATE_MASS_SILENCE_DELAY", "60s"),
                    tuple("QUORATE_FENCE_SHARE", "30"));
        });
        assertThat(resources(one(made, ClusterRole.class, "quorate-operator").getRules())).contains("pods",
                "resourcegroups").doesNotContain("volumeattachments");
        assertThat(all(made, Role.class, "quorate-operator")).isEmpty();
        assertThat(OF_PODS).allSatisfy(p -> assertThat(selected(made, p)).isEmpty());
        assertThat(OF_RECORDS).allSatisfy(p -> assertThat(selected(made, p)).isEmpty());
    }

    @Test
    void with_watched_namespaces_rights_and_policies_hold_there_and_nowhere_else(Scene scene) throws IOException {
        var made = rendered(scene, "--set", "watchNamespaces={" + scene.namespace() + ",default}");

        assertThat(one(made, Deployment.class, "quorate").getSpec().getTemplate().getSpec().getContainers().getFirst()
                .getEnv()).extracting(EnvVar::getValue).contains(scene.namespace() + ",default");
        var roles = all(made, Role.class, "quorate-operator");
        assertThat(roles).extracting(r -> r.getMetadata().getNamespace()).containsExactlyInAnyOrder(scene.namespace(),
                "default");
        assertThat(roles).allSatisfy(r -> assertThat(r.getRules()).isEqualTo(roles.getFirst().getRules()));
        assertThat(resources(roles.getFirst().getRules())).contains("pods", "configmaps", "resourcegroups", "events");
        assertThat(resources(one(made, ClusterRole.class, "quorate-operator").getRules())).contains("nodes",
                "nodefences", "fencingmethods").doesNotContain("pods", "configmaps", "resourcegroups", "events");
        assertThat(OF_PODS).allSatisfy(
                p -> assertThat(selected(made, p)).containsExactly(scene.namespace(), "default"));
        assertThat(OF_RECORDS).allSatisfy(
                p -> assertThat(selected(made, p)).containsExactly(scene.namespace(), "default", Cluster.INSTALLED));
    }

    @Test
    void every_policy_is_bound_and_denies(Scene scene) throws IOException {
        var made = rendered(scene);

        var policies = named(made, "AdmissionPolicy");
        assertThat(policies).containsAll(OF_PODS).containsAll(OF_RECORDS).contains("quorate-fences");
        assertThat(named(made, "AdmissionPolicyBinding")).containsExactlyInAnyOrderElementsOf(policies);
        assertThat(made).filteredOn(m -> m.getKind().equals("ValidatingAdmissionPolicyBinding"))
                .allSatisfy(m -> assertThat(json(m).at("/spec/validationActions/0").asText()).isEqualTo("Deny"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "operator.nodeDownAfter=5s | operator.nodeDownAfter: \"5s\" is out of range; from 12s to 1h",
            "operator.nodeDownAfter=20 | operator.nodeDownAfter: \"20\" is no duration; write for example 20s",
            "operator.nodeDownAfter=soon | operator.nodeDownAfter: \"soon\" is no duration; write for example 20s",
            "operator.massSilenceDelay=61m | operator.massSilenceDelay: \"61m\" is out of range; from 0s to 1h",
            "operator.leaseName=a.b | operator.leaseName: \"a.b\" is no name of a Lease; up to 63 small letters",
            "operator.image.repository= | operator.image.repository: is empty; write where the operator's image is",
            "operator.replicas=0 | '/operator/replicas': minimum: got 0, want 1",
            "serviceAccount.name=x_y | serviceAccount.name: \"x_y\" is no name of a ServiceAccount; up to 63",
            "fencing.share=200 | '/fencing/share': maximum: got 200, want 100",
            "watchNamespaces={shop,Web} | watchNamespaces[1]: \"Web\" is no name of a namespace; one name an entry",
            "watchNamespaces={shop,shop} | '/watchNamespaces': items at 0 and 1 are equal",
            "operatr.enabled=true | additional properties 'operatr' not allowed"})
    void a_wrong_value_is_refused_before_anything_is_installed(String value, String told, Scene scene) {
        assertThatThrownBy(() -> template(scene, "--set", value)).isInstanceOf(CommandFailed.class)
                .hasMessageContaining(told);
    }

    private static String template(Scene scene, String... values) {
        return scene.plane().helm(Stream.concat(Stream.of("template", "quorate", CHART, "--namespace",
                Cluster.INSTALLED, "--kube-version", "1.37.2"), Stream.of(values)).toArray(String[]::new));
    }

    /** As the API server would take it: field by field, defaults included; nothing is changed. */
    static List<HasMetadata> rendered(Scene scene, String... values) throws IOException {
        var file = Files.createTempFile(scene.plane().dir(), "chart", ".yaml");
        Files.writeString(file, template(scene, values));
        var taken = scene.plane().kubectl("apply", "--server-side", "--force-conflicts", "--dry-run=server", "-o",
                "json", "-f", file.toString());
        return scene.client().load(new ByteArrayInputStream(taken.getBytes(StandardCharsets.UTF_8))).items();
    }

    private static <T extends HasMetadata> List<T> all(List<HasMetadata> made, Class<T> type, String name) {
        return made.stream().filter(type::isInstance).map(type::cast)
                .filter(m -> m.getMetadata().getName().equals(name)).toList();
    }

    private static <T extends HasMetadata> T one(List<HasMetadata> made, Class<T> type, String name) {
        return assertThat(all(made, type, name)).singleElement().actual();
    }

    private static List<String> named(List<HasMetadata> made, String kind) {
        return made.stream().filter(m -> m.getKind().endsWith(kind)).map(m -> m.getMetadata().getName()).toList();
    }

    private static List<String> resources(List<PolicyRule> rules) {
        return rules.stream().flatMap(r -> r.getResources().stream()).toList();
    }

    /** The namespaces in which a policy holds; empty if in all. */
    private static List<String> selected(List<HasMetadata> made, String policy) {
        var found = made.stream().filter(m -> m.getKind().endsWith("AdmissionPolicy")
                && m.getMetadata().getName().equals(policy)).map(ChartTest::json).toList();
        return assertThat(found).singleElement().actual()
                .at("/spec/matchConstraints/namespaceSelector/matchExpressions")
                .valueStream().flatMap(e -> e.path("values").valueStream()).map(JsonNode::asText).toList();
    }

    private static JsonNode json(HasMetadata object) {
        return Objects.requireNonNull(Serialization.unmarshal(Serialization.asJson(object), JsonNode.class));
    }
}
