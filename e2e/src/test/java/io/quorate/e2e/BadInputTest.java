package io.quorate.e2e;

import static io.quorate.e2e.Scene.DEPLOYMENT;
import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get wrong, and what they are told; nothing is started. */
@OnCluster
class BadInputTest {

    @TestFactory
    Stream<DynamicTest> a_spec_that_is_wrong_is_refused_by_the_api_server(Scene scene) {
        var many = IntStream.rangeClosed(1, 33).mapToObj(i -> "w" + i).collect(Collectors.joining(", ", "[", "]"));
        return Stream.of(new Wrong("no nodes", "{}", "spec.nodes", "Required"),
                new Wrong("an empty list", "{nodes: []}", "spec.nodes", "at least 2"),
                new Wrong("one node", "{nodes: [a]}", "spec.nodes", "at least 2"),
                new Wrong("a node twice", "{nodes: [a, b, a]}", "spec.nodes",
                        "each node may be listed once; remove the double"),
                new Wrong("33 nodes", "{nodes: " + many + "}", "spec.nodes", "at most 32"),
                new Wrong("no node name", "{nodes: [a, Node_B]}", "spec.nodes[1]", "Node_B", "should match"),
                new Wrong("an empty name", "{nodes: [a, '']}", "spec.nodes[1]"),
                new Wrong("a number", "{nodes: [a, 7]}", "spec.nodes[1]", "must be of type string"),
                new Wrong("an unknown rule", "{nodes: [a, b], quorum: {rule: Most}}", "spec.quorum.rule", "Most",
                        "Majority", "AtLeastOne"),
                new Wrong("an unknown onLoss", "{nodes: [a, b], quorum: {onLoss: Stop}}", "spec.quorum.onLoss",
                        "Stop", "Suspend", "Freeze"),
                new Wrong("a grace below a kubelet's", "{nodes: [a, b], failover: {gracePeriod: 5s}}",
                        "spec.failover.gracePeriod", "from 12s to 1h"),
                new Wrong("no duration", "{nodes: [a, b], failover: {gracePeriod: soon}}",
                        "spec.failover.gracePeriod", "soon"),
                new Wrong("a duration in words", "{nodes: [a, b], failover: {gracePeriod: 30 seconds}}",
                        "spec.failover.gracePeriod", "30 seconds"),
                new Wrong("a duration in days", "{nodes: [a, b], failover: {gracePeriod: 0.01d}}",
                        "spec.failover.gracePeriod", "0.01d"),
                new Wrong("a signed duration", "{nodes: [a, b], failover: {gracePeriod: +20s}}",
                        "spec.failover.gracePeriod", "+20s"),
                new Wrong("unknown evidence", "{nodes: [a, b], fencing: {evidence: [Hope]}}",
                        "spec.fencing.evidence[0]", "Hope", "OutOfService"),
                new Wrong("an unknown run", "{nodes: [a, b], run: Maybe}", "spec.run", "Maybe", "Always"),
                new Wrong("a minimum without its rule", "{nodes: [a, b], quorum: {minimumOnline: 2}}",
                        "spec.quorum.minimumOnline", "needed with rule MinimumOnline"),
                new Wrong("a rule without its minimum", "{nodes: [a, b], quorum: {rule: MinimumOnline}}",
                        "spec.quorum.minimumOnline", "needed with rule MinimumOnline"),
                new Wrong("a minimum of more than there are",
                        "{nodes: [a, b], quorum: {rule: MinimumOnline, minimumOnline: 3}}",
                        "spec.quorum.minimumOnline", "at most the number of spec.nodes"),
                new Wrong("an expression without its rule", "{nodes: [a, b], quorum: {expression: online.size() > 1}}",
                        "spec.quorum.expression", "needed with rule SufficientResources"),
                new Wrong("a rule without its expression", "{nodes: [a, b], quorum: {rule: SufficientResources}}",
                        "spec.quorum.expression", "needed with rule SufficientResources"),
                new Wrong("an endless expression", "{nodes: [a, b], quorum: {rule: SufficientResources, expression: "
                        + "'" + "x".repeat(1025) + "'}}", "spec.quorum.expression", "1024"),
                new Wrong("a witness beside another rule",
                        "{nodes: [a, b], quorum: {rule: AtLeastOne, witness: ControlPlane}}", "spec.quorum.witness"),
                new Wrong("a window without failback",
                        "{nodes: [a, b], failback: {window: {schedule: 0 2 * * 6, duration: 2h}}}",
                        "spec.failback.window", "only with policy Automatic"),
                new Wrong("no schedule",
                        "{nodes: [a, b], failback: {policy: Automatic, window: {schedule: at night, duration: 2h}}}",
                        "spec.failback.window.schedule", "at night"),
                new Wrong("no failure at all", "{nodes: [a, b], failover: {applicationFailures: {limit: 0}}}",
                        "spec.failover.applicationFailures.limit", "greater than or equal to 1"),
                new Wrong("a settling time of days", "{nodes: [a, b], startup: {settlingTime: 48h}}",
                        "spec.startup.settlingTime", "from 0s to 1h"),
                new Wrong("no evidence and some", "{nodes: [a, b], fencing: {evidence: [Unfenced, OutOfService]}}",
                        "spec.fencing.evidence", "leave it alone in the list"),
                new Wrong("a resource twice", "{nodes: [a, b], resources: [{name: db}, {name: db}]}", "spec.resources",
                        "each name may be used once; rename the double"),
                new Wrong("after one further down",
                        "{nodes: [a, b], resources: [{name: web, after: [db]}, {name: db}]}", "spec.resources",
                        "after names entries further up only"),
                new Wrong("after itself", "{nodes: [a, b], resources: [{name: db, after: [db]}]}", "spec.resources",
                        "after names entries further up only"),
                new Wrong("nothing that runs",
                        "{nodes: [a, b], resources: [{name: s, ref: {apiVersion: v1, kind: Service, name: s}}]}",
                        "spec.resources", "at least one is a workload"),
                new Wrong("no resources", "{nodes: [a, b], resources: []}", "spec.resources", "at least 1"),
                new Wrong("a resource without a name", "{nodes: [a, b], resources: [{after: []}]}",
                        "spec.resources[0].name", "Required"),
                new Wrong("a resource with a long name", "{nodes: [a, b], resources: [{name: " + "x".repeat(64) + "}]}",
                        "spec.resources[0].name", "63"),
                new Wrong("a start in no time", "{nodes: [a, b], resources: [{name: db, startTimeout: 0s}]}",
                        "spec.resources[0].startTimeout", "from 1s to 24h"),
                new Wrong("an object that starts",
                        "{nodes: [a, b], resources: [{name: db}, {name: s, startTimeout: 1m, ref: {apiVersion: v1, kind: Service, name: s}}]}",
                        "spec.resources[1]", "only workloads are started"),
                new Wrong("a readiness of what runs",
                        "{nodes: [a, b], resources: [{name: db, readiness: {expression: 'true'}}]}",
                        "spec.resources[0]", "a workload is ready when its pod is"),
                new Wrong("a readiness that says nothing",
                        "{nodes: [a, b], resources: [{name: db}, {name: s, readiness: {}, ref: {apiVersion: v1, kind: Service, name: s}}]}",
                        "spec.resources[1].readiness.expression", "Required"),
                new Wrong("an object of no kind",
                        "{nodes: [a, b], resources: [{name: db}, {name: s, ref: {apiVersion: v1, name: s}}]}",
                        "spec.resources[1].ref.kind", "Required"),
                new Wrong("an object of a kind in small letters",
                        "{nodes: [a, b], resources: [{name: db}, {name: s, ref: {apiVersion: v1, kind: service, name: s}}]}",
                        "spec.resources[1].ref.kind", "service"),
                new Wrong("an object of a strange version",
                        "{nodes: [a, b], resources: [{name: db}, {name: s, ref: {apiVersion: latest, kind: Service, name: s}}]}",
                        "spec.resources[1].ref.apiVersion", "latest"),
                new Wrong("after itself as a group", "{nodes: [a, b], constraints: {startAfter: [{group: db}]}}",
                        "spec.constraints.startAfter", "names the group itself"),
                new Wrong("with itself", "{nodes: [a, b], constraints: {sameNode: [{group: db}]}}",
                        "spec.constraints.sameNode", "names the group itself"),
                new Wrong("apart from itself", "{nodes: [a, b], constraints: {differentNode: [{group: db}]}}",
                        "spec.constraints.differentNode", "names the group itself"),
                new Wrong("with a group and apart from it",
                        "{nodes: [a, b], constraints: {sameNode: [{group: x}], differentNode: [{group: x}]}}",
                        "spec.constraints", "take it out of one of them"),
                new Wrong("a neighbour twice",
                        "{nodes: [a, b], constraints: {differentNode: [{group: x}, {group: x, strength: Preferred}]}}",
                        "spec.constraints.differentNode", "each group may be named once"),
                new Wrong("a neighbour without a name", "{nodes: [a, b], constraints: {sameNode: [{}]}}",
                        "spec.constraints.sameNode[0].group", "Required"),
                new Wrong("an unknown strength",
                        "{nodes: [a, b], constraints: {sameNode: [{group: x, strength: Mild}]}}",
                        "spec.constraints.sameNode[0].strength", "Mild", "Preferred"),
                new Wrong("a strength where there is none",
                        "{nodes: [a, b], constraints: {startAfter: [{group: x, strength: Preferred}]}}",
                        "spec.constraints.startAfter[0].strength"),
                new Wrong("a neighbour in another namespace",
                        "{nodes: [a, b], constraints: {sameNode: [{group: shop/x}]}}",
                        "spec.constraints.sameNode[0].group", "shop/x"),
                new Wrong("a priority out of range", "{nodes: [a, b], priority: 1001}", "spec.priority",
                        "less than or equal to 1000"),
                new Wrong("a priority in words", "{nodes: [a, b], priority: high}", "spec.priority", "integer"),
                new Wrong("an objective of no time", "{nodes: [a, b], objectives: {recovery: 0s}}",
                        "spec.objectives.recovery", "from 1s to 24h"),
                new Wrong("an unknown field", "{nodes: [a, b], nodse: []}", "spec.nodse"),
                new Wrong("nothing at all", "null", "spec", "Required"),
                new Wrong("a list for a duration", "{nodes: [a, b], failover: {gracePeriod: []}}",
                        "spec.failover.gracePeriod", "array"),
                new Wrong("an unknown witness", "{nodes: [a, b], quorum: {witness: Disk}}", "spec.quorum.witness",
                        "Disk", "ControlPlane", "None"),
                new Wrong("an unknown startup", "{nodes: [a, b], startup: {policy: Quick}}", "spec.startup.policy",
                        "Quick", "FirstAvailable", "HomeNode", "AllOwners"),
                new Wrong("an unknown failover", "{nodes: [a, b], failover: {policy: Fast}}", "spec.failover.policy",
                        "Fast", "NextInOrder", "LeastLoaded", "Never"),
                new Wrong("an unknown failback", "{nodes: [a, b], failback: {policy: Soon}}", "spec.failback.policy",
                        "Soon", "Automatic", "Never"),
                new Wrong("a stop of days", "{nodes: [a, b], fencing: {stopTimeout: 48h}}", "spec.fencing.stopTimeout",
                        "from 0s to 1h"),
                new Wrong("a soak time of months", "{nodes: [a, b], failback: {policy: Automatic, soakTime: 900h}}",
                        "spec.failback.soakTime", "from 0s to 168h"),
                new Wrong("a window of seconds",
                        "{nodes: [a, b], failback: {policy: Automatic, window: {schedule: '@daily', duration: 5s}}}",
                        "spec.failback.window.duration", "from 1m to 168h"),
                new Wrong("failures within no time",
                        "{nodes: [a, b], failover: {applicationFailures: {limit: 1, window: 0s}}}",
                        "spec.failover.applicationFailures.window", "from 1m to 24h"),
                new Wrong("a node avoided for ever",
                        "{nodes: [a, b], failover: {applicationFailures: {limit: 1, avoidFor: 9999h}}}",
                        "spec.failover.applicationFailures.avoidFor", "from 1m to 168h"))
                .map(wrong -> wrong.refused(scene, "ResourceGroup"));
    }

    @TestFactory
    Stream<DynamicTest> a_request_that_is_wrong_is_refused_by_the_api_server(Scene scene) {
        var until = ", until: '2030-01-01T00:00:00Z'";
        scene.create("""
                apiVersion: quorate.io/v1alpha1
                kind: Relocation
                metadata: {name: there}
                spec: {group: other, to: a, until: "2030-01-01T00:00:00Z"}
                """);
        return Stream.concat(Stream.of(new Wrong("no group", "{to: a" + until + "}", "spec.group", "Required"),
                new Wrong("a long name of a group", "{group: " + "x".repeat(64) + ", to: a" + until + "}",
                        "spec.group", "63"),
                new Wrong("no node", "{group: db" + until + "}", "spec", "exactly one of to and awayFrom"),
                new Wrong("two nodes", "{group: db, to: a, awayFrom: b" + until + "}", "spec",
                        "exactly one of to and awayFrom"),
                new Wrong("no node name", "{group: db, to: Node_A" + until + "}", "spec.to", "Node_A"),
                new Wrong("no node name to leave", "{group: db, awayFrom: ''" + until + "}", "spec.awayFrom"),
                new Wrong("no end", "{group: db, to: a}", "spec.until", "Required"),
                new Wrong("an end in words", "{group: db, to: a, until: tomorrow at noon exactly}", "spec.until",
                        "tomorrow"),
                new Wrong("an end in no zone", "{group: db, to: a, until: '2030-01-01T00:00:00'}", "spec.until",
                        "2030-01-01T00:00:00"),
                new Wrong("nothing at all", "null", "spec", "Required"),
                new Wrong("an end that is a list", "{group: db, to: a, until: []}", "spec.until", "array"),
                new Wrong("an end on no day", "{group: db, to: a, until: '2030-02-31T00:00:00Z'}", "spec.until",
                        "a time such as 2026-11-23T06:00:00Z"),
                new Wrong("an end at no hour", "{group: db, to: a, until: '2030-01-01T25:00:00Z'}", "spec.until",
                        "2030-01-01T25:00:00Z"),
                new Wrong("an end in a zone that is nowhere",
                        "{group: db, to: a, until: '2030-01-01T00:00:00+99:00'}", "spec.until",
                        "2030-01-01T00:00:00+99:00"),
                new Wrong("a group in another namespace", "{group: shop/db, to: a" + until + "}", "spec.group",
                        "shop/db"),
                new Wrong("an unknown field", "{group: db, too: a" + until + "}", "spec.too"),
                new Wrong("gone before it ends", "{group: db, to: a, ttlSecondsAfterFinished: -1" + until + "}",
                        "spec.ttlSecondsAfterFinished", "greater than or equal to 0"),
                new Wrong("kept for ever", "{group: db, to: a, ttlSecondsAfterFinished: 99999999" + until + "}",
                        "spec.ttlSecondsAfterFinished", "31536000"))
                .map(wrong -> wrong.refused(scene, "Relocation")),
                Stream.of(DynamicTest.dynamicTest("another mind", () -> assertThatThrownBy(() -> scene.kubectl("patch",
                        "relocation", "there", "--type=merge", "-p", "{\"spec\":{\"to\":\"b\"}}"))
                        .isInstanceOf(CommandFailed.class)
                        .hasMessageContaining("what was asked does not change; create another Relocation"))));
    }

    @Test
    void a_node_that_does_not_exist_is_missing_and_the_others_serve(Scene scene) {
        scene.create(GROUP.replace("$1", "nowhere"), STATEFUL_SET);
        scene.operator();

        scene.awaitActive(2);

        assertThat(scene.condition("Quorate").orElseThrow().getMessage())
                .contains("2 of 3 owners online", "nowhere (no such node)");
        assertThat(scene.group().getStatus().owners().getFirst()).returns("nowhere", o -> o.node())
                .returns("NodeMissing", o -> o.reason());
    }

    private enum Workloads {
        TWO_REPLICAS(STATEFUL_SET.replace("serviceName", "replicas: 2\n  serviceName")), ROLLING(
                DEPLOYMENT.replace("Recreate", "RollingUpdate")), TWO_WORKLOADS(
                        STATEFUL_SET + "---\n" + DEPLOYMENT.replace("name: db", "name: other")), SIDE_BY_SIDE("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: db}
                spec:
                  parallelism: 2
                  template:
                    metadata: {labels: {quorate.io/group: db}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: none}]
                """);

        private final String manifest;

        Workloads(String manifest) {
            this.manifest = manifest;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"TWO_REPLICAS | StatefulSet db: spec.replicas is 2 | set 1",
            "ROLLING | Deployment db: spec.strategy.type is RollingUpdate | set Recreate",
            "TWO_WORKLOADS | several workloads carry the group's label | keep the label in one pod template",
            "SIDE_BY_SIDE | Job db: spec.parallelism is 2 | set 1"})
    void a_workload_of_the_wrong_shape_is_not_started(Workloads workload, String told, String remedy, Scene scene) {
        scene.create(GROUP, workload.manifest);
        scene.operator();

        assertThat(scene.awaitReason("Stalled", "InvalidWorkload")).contains(told, remedy);
        scene.awaitEvent("InvalidWorkload");
        assertThat(scene.pods()).isNotEmpty().allMatch(Scene::gated);
    }

    @Test
    void replicas_scaled_up_later_stay_at_the_gate(Scene scene) {
        scene.active(DEPLOYMENT);

        scene.kubectl("scale", "deployment", "db", "--replicas=2");

        assertThat(scene.awaitReason("Stalled", "InvalidWorkload")).contains("spec.replicas is 2");
        assertThat(scene.pods()).filteredOn(Scene::ready).hasSize(1);
        scene.kubectl("scale", "deployment", "db", "--replicas=1");
        scene.awaitActive(1);
    }

    @Test
    void a_pod_for_a_group_that_does_not_exist_waits_and_its_event_says_why(Scene scene) {
        scene.operator();
        scene.create(STATEFUL_SET);

        scene.awaitEvent("GroupNotFound");

        assertThat(scene.events()).filteredOn(e -> e.getReason().equals("GroupNotFound")).singleElement()
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("there is no ResourceGroup db", "create the group"));
        assertThat(scene.pod()).matches(Scene::gated);
        scene.create(GROUP);
        scene.awaitActive(1);
    }
}
