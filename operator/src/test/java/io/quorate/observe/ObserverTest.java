package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Allocation;
import io.quorate.core.Constraint;
import io.quorate.core.GroupRecord;
import io.quorate.core.GroupState;
import io.quorate.core.Heartbeat;
import io.quorate.core.Instance;
import io.quorate.core.Machine;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.Planner;
import io.quorate.core.PodSight;
import io.quorate.core.Recorded;
import io.quorate.core.Report;
import io.quorate.core.Resource;
import io.quorate.core.Surroundings;
import io.quorate.core.Surroundings.Other;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.core.Workload;
import io.quorate.port.Api;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import io.quorate.port.KubernetesApi;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class ObserverTest {

    KubernetesClient client;
    private final AtomicLong nanoTime = new AtomicLong();
    private final Heartbeats heartbeats = new Heartbeats(nanoTime::get, Duration.ofSeconds(20), Duration.ZERO);
    private Api api;
    private NodeRecords nodeRecords;
    private GroupRecords groupRecords;
    private Observer observer;

    @BeforeEach
    void declared() {
        api = new KubernetesApi(client);
        nodeRecords = new NodeRecords(api, "quorate-system");
        groupRecords = new GroupRecords(api, Clock.systemUTC());
        observer = observer(api);
        client.resource(Manifests.read("""
                apiVersion: quorate.io/v1alpha1
                kind: ResourceGroup
                metadata: {namespace: shop, name: db}
                spec: {nodes: [w1, w2, w3]}
                status: {epoch: 4}
                """, ResourceGroup.class)).create();
        for (var node : List.of("w1", "w2")) {
            client.resource("""
                    apiVersion: v1
                    kind: Node
                    metadata: {name: %s}
                    spec: {taints: [{key: node.kubernetes.io/out-of-service, value: %s}]}
                    status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {bootID: boot-1}}
                    """.formatted(node, node.equals("w1") ? "quorate" : "off")).create();
        }
    }

    private Observer observer(Api asked) {
        return new Observer(asked, Clock.systemUTC(), heartbeats, groupRecords, nodeRecords,
                Set.of("kubelet"), Duration.ofSeconds(20), g -> true);
    }

    private GroupState observe() { return observer.observe("shop", "db").orElseThrow().state(); }

    @Test
    void a_group_that_is_gone_is_not_observed() {
        assertThat(observer.observe("shop", "other")).isEmpty();
    }

    @Test
    void every_owner_is_seen_as_it_is() {
        var record = new NodeRecord("w1", "uid", NodeRecord.Recovery.UP, "boot-1", "", "", Instant.EPOCH.plusSeconds(1),
                List.of(), List.of(), List.of());
        nodeRecords.write(Optional.empty(), record);

        var seen = observer.observe("shop", "db").orElseThrow();

        assertThat(seen.state()).returns(4L, GroupState::shownEpoch).returns(new Recorded.Absent(),
                GroupState::recorded);
        assertThat(seen.nodeRecordVersions()).containsOnlyKeys("w1");
        assertThat(seen.state().node("w1")).returns(true, NodeSight::exists).returns(true, NodeSight::ready)
                .returns(new Heartbeat.Unproven(Duration.ZERO), NodeSight::heartbeat)
                .returns(Optional.of(record), NodeSight::record);
        assertThat(seen.state().node("w3")).returns(false, NodeSight::exists);
    }

    @Test
    void the_taint_that_quorate_set_itself_is_no_evidence() {
        var nodes = observe().nodes();

        assertThat(nodes.get("w1").outOfService()).isEqualTo(io.quorate.core.OutOfService.OWN);
        assertThat(nodes.get("w2").outOfService()).isEqualTo(io.quorate.core.OutOfService.UNCONTRADICTED);
    }

    @Test
    void a_node_record_that_cannot_be_read_stops_the_group_and_is_named() {
        records("node-w2", Map.of("schema", "1", "node", "w2", "nodeUID", "uid", "recovery", "sideways"));
        records("node-w3", Map.of());

        var plan = Planner.plan(observe());

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.report().epoch()).isEqualTo(4);
        assertThat(plan.lookAgain()).contains(Duration.ofSeconds(15));
        assertThat(plan.report().condition("Stalled")).returns(Report.Answer.TRUE, Report.Condition::answer)
                .returns("RecordUnreadable", Report.Condition::reason)
                .satisfies(c -> assertThat(c.message()).contains("ConfigMap quorate-system/node-w2",
                        "recovery 'sideways' is none of up, down", "ConfigMap quorate-system/node-w3",
                        "data.schema is missing", "Restore the record as it was"));
        assertThat(plan.report().condition("Ready").answer()).isEqualTo(Report.Answer.FALSE);
    }

    @Test
    void once_the_node_record_is_put_right_the_group_goes_on() {
        records("node-w2", Map.of());
        assertThat(Planner.plan(observe()).steps()).isEmpty();

        client.configMaps().inNamespace("quorate-system").withName("node-w2").delete();

        assertThat(Planner.plan(observe()).steps()).isNotEmpty();
    }

    @Test
    void a_lease_is_asked_for_at_each_look_and_only_then_its_node_is_silent() {
        assertThat(observe().node("w1").silent(Duration.ofSeconds(20))).isFalse();
        for (int i = 0; i < 5; i++) {
            nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
            heartbeats.contact();
        }

        assertThat(heartbeats.of("w1").silence()).isZero();
        assertThat(observe().node("w1").silent(Duration.ofSeconds(20))).isTrue();
    }

    /** Else what the next boot has started undeleted would be taken for stopped with the boot before. */
    @Test
    void a_deletion_that_comes_after_the_boot_was_read_is_not_noted_with_it() {
        pod("db-0", "labels: {quorate.io/group: db}, finalizers: [quorate.io/stop-proof]", "nodeName: w1");
        var late = (Api) Proxy.newProxyInstance(Api.class.getClassLoader(), new Class<?>[]{Api.class},
                (proxy, method, arguments) -> {
                    var found = method.invoke(api, arguments);
                    if (method.getName().equals("node")) {
                        client.pods().inNamespace("shop").withName("db-0").delete();
                    }
                    return found;
                });

        assertThat(observer(late).observe("shop", "db").orElseThrow().state().pods()).singleElement()
                .returns(false, PodSight::deleted);
        assertThat(observe().pods()).singleElement().returns(true, PodSight::deleted);
    }

    @Test
    void what_the_record_knows_is_seen_without_the_label_and_after_its_node_left_the_list() {
        var uid = pod("db-0", "labels: {}", "nodeName: w9");
        pod("db-1", "labels: {}", "nodeName: w9");
        var group = client.resources(ResourceGroup.class).inNamespace("shop").withName("db").get();
        groupRecords.write(group, Optional.empty(), new GroupRecord(1, List.of("w1", "w2", "w3"), Optional.empty(),
                Instant.EPOCH, List.of(instance(uid, "db-0", "w9"), instance("another", "db-1", "w8")), List.of(),
                List.of(), List.of()), true);

        assertThat(observe().pods()).extracting(PodSight::name).containsExactly("db-0");
        assertThat(observe().nodes()).containsOnlyKeys("w1", "w2", "w3", "w8", "w9");
    }

    /** The mock server knows no admission policy. */
    @Test
    void where_new_pods_are_not_put_behind_the_gate_nothing_is_started() {
        client.resource("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {namespace: shop, name: db}
                spec: {replicas: 1}
                """).create();
        pod("db-0", """
                labels: {quorate.io/group: db},
                ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true}]
                """.replace("\n", " "), "schedulingGates: [{name: quorate.io/quorum}]");

        assertThat(observe().workload("main")).isInstanceOfSatisfying(Workload.Invalid.class,
                w -> assertThat(w.problems()).singleElement().asString().contains("are not put behind the gate"));
    }

    @Test
    void what_runs_from_before_the_label_is_seen_while_a_pod_waits_at_the_gate() {
        client.resource("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: shop, name: db}
                spec: {selector: {matchLabels: {app: db}}}
                """).create();
        for (var set : List.of("old", "new")) {
            client.resource("""
                    apiVersion: apps/v1
                    kind: ReplicaSet
                    metadata:
                      namespace: shop
                      name: %s
                      ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: db, controller: true}]
                    """.formatted(set)).create();
        }
        pod("old", made("old", "{app: db}"), "nodeName: w1");
        assertThat(observe().pods()).isEmpty();

        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata:
                  namespace: shop
                  name: evicted
                  labels: {app: db}
                  managedFields:
                  - {manager: kubelet, operation: Update, subresource: status, fieldsType: FieldsV1,
                     fieldsV1: {'f:status': {'f:phase': {}}}}
                spec: {nodeName: w1, containers: [{name: db}]}
                status: {phase: Failed, containerStatuses: [{name: db, state: {terminated: {exitCode: 1}}}]}
                """).create();

        pod("new", made("new", "{app: db, quorate.io/group: db}"), "schedulingGates: [{name: quorate.io/quorum}]");

        assertThat(observe().pods()).extracting(PodSight::name, PodSight::resource, PodSight::node)
                .containsExactlyInAnyOrder(tuple("new", "main", Optional.empty()),
                        tuple("old", "main", Optional.of("w1")));
    }

    private static String made(String set, String labels) {
        return "labels: " + labels + ", ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: " + set
                + ", controller: true}]";
    }

    @Test
    void each_resource_has_the_workload_whose_pods_carry_its_name() {
        client.resource(Manifests.read("""
                apiVersion: quorate.io/v1alpha1
                kind: ResourceGroup
                metadata: {namespace: shop, name: db}
                spec:
                  nodes: [w1, w2]
                  resources: [{name: db}, {name: web, after: [db], startTimeout: 5m}]
                """, ResourceGroup.class)).update();
        for (var name : List.of("db", "web")) {
            client.resource("""
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {namespace: shop, name: %1$s}
                    spec: {replicas: 1}
                    """.formatted(name)).create();
            client.resource("""
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      namespace: shop
                      name: %1$s-0
                      labels: {quorate.io/group: db, quorate.io/resource: %1$s}
                      ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %1$s, controller: true}]
                    spec: {schedulingGates: [{name: quorate.io/quorum}]}
                    status: {}
                    """.formatted(name)).create();
        }

        var state = observe();

        assertThat(state.declared().resources()).containsExactly(
                new Resource("db", true, List.of(), Optional.empty()),
                new Resource("web", true, List.of("db"), Optional.of(Duration.ofMinutes(5))));
        assertThat(state.workloads()).containsOnlyKeys("db", "web");
        assertThat(state.pods()).extracting(PodSight::name, PodSight::resource).containsExactlyInAnyOrder(
                tuple("db-0", "db"), tuple("web-0", "web"));
    }

    @Test
    void the_groups_that_its_constraints_name_and_those_that_they_wait_for_are_seen() {
        group("db", "{nodes: [w1, w2], constraints: {startAfter: [{group: a}], sameNode: [{group: gone}], "
                + "differentNode: [{group: b, strength: Preferred}]}}", "{epoch: 4}");
        group("a", "{nodes: [w1, w2], priority: 7, constraints: {sameNode: [{group: c}]}}",
                "{activeNode: w2, conditions: [{type: Ready, status: 'True'}]}");
        group("b", "{nodes: [w1, w2], constraints: {differentNode: [{group: d}]}}", "{activeNode: w1}");
        group("c", "{nodes: [w1, w2]}", "{}");

        var others = observe().surroundings().others();

        assertThat(others).containsOnlyKeys("shop/a", "shop/b", "shop/c", "shop/gone");
        assertThat(others.get("shop/a")).isEqualTo(new Other(true, Optional.of("w2"), true, 7, List.of("w1", "w2"),
                List.of(new Constraint(Constraint.Kind.SAME_NODE, "shop/c", true))));
        assertThat(others.get("shop/b")).returns(Optional.of("w1"), Other::node).returns(false, Other::ready);
        assertThat(others.get("shop/c"))
                .isEqualTo(new Other(true, Optional.empty(), false, 0, List.of("w1", "w2"), List.of()));
        assertThat(others.get("shop/gone")).returns(false, Other::exists);
    }

    @Test
    void the_quorum_expression_is_asked_about_every_set_of_owners_that_may_matter() {
        online("w1", "cpu: '3', memory: 6Gi");
        online("w3", "cpu: 500m, memory: 2Gi");
        node("w2", "cpu: '1', memory: 4Gi");
        rule("online.map(o, o.allocatable.memory).sum() >= quantity('6Gi') && online.exists(o, o.labels.zone == 'a')");

        var table = observe().surroundings().sufficient();

        assertThat(table).containsOnlyKeys(Set.of("w1", "w2", "w3"), Set.of("w1", "w3"), Set.of("w1"), Set.of("w3"));
        assertThat(table.get(Set.of("w1"))).isEqualTo(new Readiness(true, "enough for spec.quorum.expression"));
        assertThat(table.get(Set.of("w3"))).isEqualTo(new Readiness(false, "not enough for spec.quorum.expression"));
    }

    @Test
    void a_quorum_expression_without_an_answer_is_a_problem_and_no_verdict() {
        rule("online.size() == 0 || online.map(o, o.memory).sum() > 0");

        var surroundings = observe().surroundings();

        assertThat(surroundings.sufficient()).containsOnlyKeys(Set.<String>of());
        assertThat(surroundings.wrong()).hasValueSatisfying(why -> assertThat(why)
                .startsWith("spec.quorum.expression cannot be evaluated: key 'memory' is not present in map.; "));
    }

    @Test
    void what_an_expression_says_of_a_loss_that_has_not_come_is_no_problem() {
        online("w1", "memory: 6Gi");
        node("w2", "memory: 6Gi");
        rule("online.filter(o, o.labels.zone == 'a')[0].allocatable.memory > quantity('4Gi')");

        var surroundings = observe().surroundings();

        assertThat(surroundings.sufficient().get(Set.of("w1")).yes()).isTrue();
        assertThat(surroundings.sufficient()).doesNotContainKey(Set.of());
        assertThat(surroundings.wrong()).isEmpty();
    }

    private void rule(String expression) {
        group("db", "{nodes: [w1, w2, w3], quorum: {rule: SufficientResources, expression: \"" + expression + "\"}}",
                "{}");
    }

    private void node(String node, String allocatable) {
        client.resource("apiVersion: v1\nkind: Node\nmetadata: {name: " + node + ", labels: {zone: a}}\nspec: {}\n"
                + "status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {bootID: boot-1}, allocatable: {"
                + allocatable + "}}").createOr(NonDeletingOperation::update);
    }

    private void online(String node, String allocatable) {
        node(node, allocatable);
        heartbeats.contact(nanoTime.get(), 0);
        for (var second : List.of(1, 2)) {
            client.resource("apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {namespace: kube-node-lease, "
                    + "name: " + node + "}\nspec: {holderIdentity: " + node + ", leaseDurationSeconds: 40, renewTime: "
                    + "'2026-01-01T00:00:0" + second + ".000000Z'}").createOr(NonDeletingOperation::update);
            observe();
        }
    }

    @Test
    void a_group_that_wants_to_be_apart_is_seen_by_its_room() {
        group("far", "{nodes: [w1, w2], priority: 3}", "{activeNode: w1}");
        nodeRecords.write(Optional.empty(), new NodeRecord("w1", "uid", NodeRecord.Recovery.UP, "boot-1", "", "",
                Instant.EPOCH.plusSeconds(1), List.of(), List.of(),
                List.of(new Allocation("shop/far", "far-uid", 1, Map.of(), List.of("shop/db")),
                        new Allocation("shop/near", "near-uid", 1, Map.of(), List.of()))));

        assertThat(observe().surroundings().others()).containsOnlyKeys("shop/far");
    }

    @Test
    void requests_for_this_group_that_have_not_ended_are_seen() {
        request("b", "{group: db, to: w2, until: '2030-01-01T01:00:00+01:00'}", "{conditions: []}");
        request("a", "{group: db, awayFrom: w1, until: '2030-01-01T00:00:00Z'}",
                "{conditions: [{type: Moved, status: 'True'}]}");
        request("c", "{group: other, to: w2, until: '2030-01-01T00:00:00Z'}", "{conditions: []}");
        request("d", "{group: db, to: w2, until: '2020-01-01T00:00:00Z'}",
                "{completionTime: '2020-01-01T00:00:00Z', conditions: []}");

        var until = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(observe().surroundings().relocations()).containsExactlyInAnyOrder(
                new Surroundings.Relocation("a", Optional.empty(), Optional.of("w1"), since("a"), until, true),
                new Surroundings.Relocation("b", Optional.of("w2"), Optional.empty(), since("b"), until, false));
    }

    private Instant since(String request) {
        return Instant.parse(client.resources(Relocation.class).inNamespace("shop").withName(request).get()
                .getMetadata().getCreationTimestamp());
    }

    private static Instance instance(String uid, String pod, String node) {
        return new Instance("main", uid, pod, node, new Machine("", "", "", "", ""), 1, Instance.State.ADMITTED,
                Instant.EPOCH, Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String pod(String name, String meta, String spec) {
        return client.resource("apiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: " + name + ", " + meta
                + "}\nspec: {" + spec + "}\nstatus: {}\n").create().getMetadata().getUid();
    }

    private void request(String name, String spec, String status) {
        client.resource(Manifests.read("apiVersion: quorate.io/v1alpha1\nkind: Relocation\nmetadata: {namespace: shop, "
                + "name: " + name + "}\nspec: " + spec + "\nstatus: " + status, Relocation.class)).create();
    }

    private void group(String name, String spec, String status) {
        client.resource(Manifests.read("apiVersion: quorate.io/v1alpha1\nkind: ResourceGroup\nmetadata: {namespace: "
                + "shop, name: " + name + "}\nspec: " + spec + "\nstatus: " + status, ResourceGroup.class))
                .createOr(NonDeletingOperation::update);
    }

    private void records(String name, Map<String, String> data) {
        client.resource(new ConfigMapBuilder().withNewMetadata().withNamespace("quorate-system").withName(name)
                .endMetadata().withData(data).build()).create();
    }
}
