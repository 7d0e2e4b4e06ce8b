package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quorate.api.v1alpha1.ObjectRefSpec;
import io.quorate.api.v1alpha1.ReadinessSpec;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.port.KubernetesApi;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class ObjectReadingTest {

    KubernetesClient client;
    KubernetesMockServer server;

    @BeforeEach
    void kinds() {
        kinds("/api/v1", kind("services", "Service"), kind("persistentvolumeclaims", "PersistentVolumeClaim"));
        kinds("/apis/apps/v1", kind("deployments", "Deployment"));
    }

    private void kinds(String path, APIResource... kinds) {
        server.expect().get().withPath(path)
                .andReturn(200, new APIResourceListBuilder().withResources(kinds).build()).always();
    }

    private static APIResource kind(String name, String kind) {
        return new APIResourceBuilder().withName(name).withKind(kind).withNamespaced(true).build();
    }

    @Test
    void an_object_of_a_kind_that_there_is_not_is_not_ready() {
        assertThat(read("example.com/v1", "Bucket"))
                .isEqualTo(new Readiness(false, "Bucket x does not exist; create it"));
    }

    private Readiness read(String apiVersion, String kind) {
        return read(apiVersion, kind, null);
    }

    private Readiness read(String apiVersion, String kind, String expression) {
        try {
            return new ObjectReading(new KubernetesApi(client)).of("shop", new ResourceSpec("x", null, null,
                    new ObjectRefSpec(apiVersion, kind, "x"),
                    Optional.ofNullable(expression).map(ReadinessSpec::new).orElse(null)));
        } catch (Expressions.Invalid e) {
            return new Readiness(false, "invalid: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            has(object.spec.clusterIP)                              | true  |
            object.spec.ports.all(p, p.port == 5432)                | true  |
            object.metadata.name == 'x' && object.spec.weight > 1.4 | true  |
            has(object.status.loadBalancer.ingress)                 | false | Service x does not meet its readiness expression yet: key 'loadBalancer' is not present in map.
            object.spec.clusterIP == 'None'                         | false | Service x does not meet its readiness expression yet
            objekt.spec                                             | false | invalid: undeclared reference to 'objekt' (in container '') at character 1
            """)
    void an_expression_outranks_what_its_kind_says(String expression, boolean ready, String reason) {
        create("v1", "Service", "spec: {clusterIP: 10.0.0.1, ports: [{port: 5432}], weight: 1.5}\nstatus: {}");

        assertThat(read("v1", "Service", expression))
                .isEqualTo(new Readiness(ready, reason == null ? "" : reason));
    }

    private void create(String apiVersion, String kind, String rest) {
        client.resource("apiVersion: " + apiVersion + "\nkind: " + kind
                + "\nmetadata: {namespace: shop, name: x}\n" + rest).create();
    }

    @Test
    void an_object_that_is_not_there_is_not_ready() {
        assertThat(read("v1", "Service")).isEqualTo(new Readiness(false, "Service x does not exist; create it"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            spec: {}                                                            |
            status: {conditions: [{type: Ready, status: 'True'}]}               |
            status: {conditions: [{type: Ready, status: 'False', reason: Slow}]} | says Ready=False Slow
            status: {conditions: [{type: Ready, status: Unknown, reason: Lost}]} | says Ready=Unknown Lost
            status: {conditions: [{type: Available, status: 'False', reason: No}]} | says Available=False No
            status: {conditions: [{type: Reconciling, status: 'True', reason: Work}]} | says Reconciling=True Work
            status: {conditions: [{type: Stalled, status: 'False'}]}            |
            status: {conditions: [{type: Progressing, status: 'False'}]}        |
            status: {observedGeneration: 0}                                     | has changed, and its controller has not seen that yet
            status: {observedGeneration: 1}                                     |
            """)
    void what_most_kinds_have_in_common_says_whether_it_is_ready(String object, String problem) {
        create("apps/v1", "Deployment", object);

        assertThat(read("apps/v1", "Deployment"))
                .isEqualTo(new Readiness(problem == null, problem == null ? "" : "Deployment x " + problem));
    }

    @Test
    void a_claim_is_ready_once_it_is_bound() {
        create("v1", "PersistentVolumeClaim", "status: {phase: Pending}");
        assertThat(read("v1", "PersistentVolumeClaim"))
                .isEqualTo(new Readiness(false, "PersistentVolumeClaim x is not bound to a volume yet"));

        client.persistentVolumeClaims().inNamespace("shop").withName("x").edit(c -> c.edit().editStatus()
                .withPhase("Bound").endStatus().build());

        assertThat(read("v1", "PersistentVolumeClaim").yes()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {addresses: [10.0.0.1], conditions: {ready: true}}  | true
            {addresses: [10.0.0.1], conditions: {ready: false}} | false
            {addresses: [10.0.0.1], conditions: {}}             | true
            """)
    void a_service_is_ready_once_it_has_an_endpoint(String endpoint, boolean ready) {
        create("v1", "Service", "spec: {selector: {app: x}}");
        assertThat(read("v1", "Service")).isEqualTo(new Readiness(false, "Service x has no ready endpoint"));

        client.resource("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {namespace: shop, name: x-1, "
                + "labels: {kubernetes.io/service-name: x}}\naddressType: IPv4\nendpoints: [" + endpoint + "]")
                .create();

        assertThat(read("v1", "Service").yes()).isEqualTo(ready);
    }

    @Test
    void a_service_that_stands_for_another_name_needs_no_endpoint() {
        create("v1", "Service", "spec: {type: ExternalName, externalName: db.example.com}");

        assertThat(read("v1", "Service").yes()).isTrue();
    }
}
