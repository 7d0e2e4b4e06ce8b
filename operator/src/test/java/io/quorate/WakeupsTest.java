package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.observe.Heartbeats;
import io.quorate.port.KubernetesApi;
import io.quorate.record.ClusterRecords;
import io.quorate.report.Events;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class WakeupsTest {

    /** The groups that there are, by index. */
    private static final class Groups implements IndexerResourceCache<ResourceGroup> {
        private final List<ResourceGroup> all = new ArrayList<>();
        private final Map<String, Function<ResourceGroup, List<String>>> indexers = new HashMap<>();

        @Override
        public void addIndexers(Map<String, Function<ResourceGroup, List<String>>> more) { indexers.putAll(more); }

        @Override
        public List<ResourceGroup> byIndex(String index, String key) {
            return all.stream().filter(g -> indexers.get(index).apply(g).contains(key)).toList();
        }

        @Override
        public Optional<ResourceGroup> get(ResourceID id) {
            return all.stream().filter(g -> ResourceID.fromResource(g).equals(id)).findFirst();
        }

        @Override
        public Stream<ResourceID> keys() { return all.stream().map(ResourceID::fromResource); }

        @Override
        public Stream<ResourceGroup> list(Predicate<ResourceGroup> which) { return all.stream().filter(which); }

        @Override
        public Stream<ResourceGroup> list(String namespace, Predicate<ResourceGroup> which) { return list(which); }
    }

    KubernetesClient client;
    private final Groups groups = new Groups();
    private Wakeups wakeups;
    private List<EventSource<?, ResourceGroup>> sources;

    @BeforeEach
    void groups() {
        var api = new KubernetesApi(client);
        wakeups = new Wakeups(client, Settings.from(Map.of()),
                new Heartbeats(() -> 0, Duration.ofSeconds(20), Duration.ZERO), new Events(api, Clock.systemUTC()),
                new ClusterRecords(api, "quorate-system", Clock.systemUTC()));
        @SuppressWarnings("unchecked")
        var controller = (ControllerConfiguration<ResourceGroup>) Proxy.newProxyInstance(
                ControllerConfiguration.class.getClassLoader(), new Class<?>[]{ControllerConfiguration.class},
                (proxy, method, arguments) -> new BaseConfigurationService());
        sources = wakeups.sources(new EventSourceContext<>(groups, controller, client, ResourceGroup.class));
        group("a", "nodes: [w1, w2]", "");
        group("b", "nodes: [w3, w2]", "");
        group("c", "nodes: [w3, w4], constraints: {startAfter: [{group: a}]}", "");
    }

    @AfterEach
    void end() {
        wakeups.close();
    }

    @Test
    void an_event_on_a_node_wakes_the_groups_that_list_it_and_no_others() {
        assertThat(woken("nodes", node(""))).containsExactly("a");
    }

    @Test
    void it_wakes_a_group_too_that_has_an_instance_in_doubt_there() {
        group("d", "nodes: [w5]", "inDoubt: [{node: w1}]");
        assertThat(woken("nodes", node(""))).containsExactlyInAnyOrder("a", "d");
    }

    @Test
    void evidence_about_a_node_wakes_the_groups_that_list_it() {
        assertThat(woken("fences", Manifests.read("{metadata: {name: f}, spec: {node: w2, bootID: b, covers: []}}",
                NodeFence.class))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_record_wakes_its_group() {
        assertThat(woken("records", Manifests.read("""
                metadata: {namespace: shop, name: quorate-group-b, ownerReferences: [{kind: ResourceGroup, name: b}, {kind: Other, name: x}]}
                """, ConfigMap.class))).containsExactly("b");
    }

    /** Kubelets post their status every few minutes: that must not cost a look of each group. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a status that says nothing new | images: []                                                 | false
            not Ready any more             | conditions: [{type: Ready, status: 'False'}]               | true
            another boot                   | 'conditions: [{type: Ready, status: "True"}], nodeInfo: {bootID: b2}' | true
            """)
    void of_what_a_kubelet_posts_only_news_wake_anybody(String what, String status, boolean wakes) {
        var next = what.startsWith("a status")
                ? "conditions: [{type: Ready, status: 'True'}], nodeInfo: {bootID: b1}, " + status
                : status.contains("nodeInfo") ? status : status + ", nodeInfo: {bootID: b1}";
        assertThat(matters(node("", next),
                node("", "conditions: [{type: Ready, status: 'True'}], nodeInfo: {bootID: b1}")))
                .isEqualTo(wakes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unschedulable: true
            taints: [{key: node.kubernetes.io/out-of-service, value: nodeshutdown, effect: NoExecute}]
            """)
    void what_people_do_to_a_node_wakes_its_groups(String spec) {
        assertThat(matters(node(spec), node(""))).isTrue();
    }

    @Test
    void a_group_that_changes_wakes_those_it_names_and_those_that_name_it() {
        var woken = new ArrayList<String>();
        var heard = sources.stream().filter(e -> e.name().equals("heartbeats")).findFirst().orElseThrow();
        heard.setEventHandler(e -> woken.add(e.getRelatedCustomResourceID().getName()));
        heard.start();

        wakeups.neighbours(groups.all.getFirst());
        wakeups.neighbours(groups.all.getLast());

        assertThat(woken).containsExactly("c", "a");
    }

    @SuppressWarnings("unchecked")
    private <R extends HasMetadata> InformerEventSourceConfiguration<R> source(String name) {
        return sources.stream().filter(s -> s.name().equals(name)).findFirst()
                .map(s -> ((InformerEventSource<R, ResourceGroup>) s).configuration()).orElseThrow();
    }

    private <R extends HasMetadata> List<String> woken(String source, R by) {
        return this.<R>source(source).getSecondaryToPrimaryMapper().toPrimaryResourceIDs(by).stream()
                .map(ResourceID::getName).toList();
    }

    private boolean matters(Node next, Node before) {
        return this.<Node>source("nodes").getInformerConfig().getOnUpdateFilter().accept(next, before);
    }

    private static Node node(String spec) { return node(spec, "{}"); }

    private static Node node(String spec, String status) {
        return Manifests.read("metadata: {name: w1, uid: n}\nspec: {" + spec + "}\nstatus: {"
                + (status.equals("{}") ? "" : status) + "}\n", Node.class);
    }

    private void group(String name, String spec, String status) {
        groups.all.add(Manifests.read("metadata: {namespace: shop, name: " + name + "}\nspec: {" + spec
                + "}\nstatus: {" + status + "}\n", ResourceGroup.class));
    }
}
