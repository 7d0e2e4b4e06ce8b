package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.Relocation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** An operator whose namespace is the release's own, with all that it does: the chart grants that and no more. */
@Isolated("each operator looks after each NodeFence: another could do this one's work")
@OnCluster
class RightsTest {

    /** By whom they are asked for instead. */
    private static final Map<Right, String> NEVER_REQUESTED = Map.of(
            new Right("", "update", "quorate.io/resourcegroups/finalizers"),
            "the API server, where it runs with OwnerReferencesPermissionEnforcement (OpenShift does)",
            new Right("", "update", "quorate.io/nodefences/finalizers"),
            "the API server, where it runs with OwnerReferencesPermissionEnforcement (OpenShift does)",
            new Right(Cluster.INSTALLED, "update", "coordination.k8s.io/leases"),
            "the SDK, by a SelfSubjectRulesReview before it takes part in an election; it only patches");

    private static final Set<String> PEOPLES = Set.of("quorate-attester", "quorate-relocator");
    private static final String RESOURCES = GROUP + """
              resources:
              - name: db
              - {name: service, after: [db], ref: {apiVersion: v1, kind: Service, name: db}}
              - {name: exporter, after: [service]}
            """;
    private static final String WORKLOADS = """
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {selector: {app: db}, ports: [{port: 5432}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: exporter}
            spec:
              strategy: {type: Recreate}
              selector: {matchLabels: {app: exporter}}
              template:
                metadata: {labels: {app: exporter, quorate.io/group: db, quorate.io/resource: exporter}}
                spec:
                  containers: [{name: app, image: none}]
            ---
            """ + STATEFUL_SET.replace("quorate.io/group: db}", "quorate.io/group: db, quorate.io/resource: db}") + """
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;
    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: $1}
            spec:
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteOnce]
              hostPath: {path: /data}
              claimRef: {namespace: %s, name: data-db-0}
            """;
    private static final String NOBODYS = """
            apiVersion: quorate.io/v1alpha1
            kind: Relocation
            metadata: {name: late}
            spec: {group: nobody, to: $1, until: "2026-01-01T00:00:00Z", ttlSecondsAfterFinished: 0}
            """;

    @Test
    void each_right_that_the_chart_grants_is_used_and_none_is_missing(Scene scene)
            throws IOException {
        scene.create(VOLUME.formatted(scene.namespace()), WORKLOADS, RESOURCES, FencingTest.METHOD.formatted("ipmi", 10,
                "type: Job\n  job: {podTemplate: $1}\n  outOfService: AfterFence"));
        scene.createIn(Cluster.INSTALLED, """
                apiVersion: v1
                kind: PodTemplate
                metadata: {name: $1}
                template:
                  spec:
                    restartPolicy: Never
                    nodeSelector: {kubernetes.io/hostname: $2}
                    containers: [{name: fence, image: none}]
                """);
        var operator = scene.operator(TestOperator.installed(scene.namespace(), Optional.of("rights")),
                Clock.systemUTC());
        scene.until("all runs at home", s -> runs(s, 1));

        scene.node(1).crash();
        scene.until("the node is being fenced", s -> fencingPod(s).isPresent());
        scene.plane().kubectl("-n", Cluster.INSTALLED, "patch", "pod", fencingPod(scene).orElseThrow(),
                "--subresource=status", "-p", "{\"status\":{\"phase\":\"Succeeded\"}}");
        scene.until("all runs on the second node", s -> runs(s, 2));
        scene.until("it is declared out of service", s -> s.client().nodes().withName(s.node(1).name()).get().getSpec()
                .getTaints().stream().anyMatch(t -> t.getKey()
                        .equals("node.kubernetes.io/out-of-service")));
        scene.node(1).boot();
        scene.until("the node serves again", s -> s.client().nodes().withName(s.node(1).name()).get().getSpec()
                .getTaints().isEmpty());
        scene.create(NOBODYS);
        scene.until("the request of nobody's has ended", s -> s.client().resources(Relocation.class)
                .inNamespace(s.namespace()).withName("late").get() == null);
        operator.close();
        var later = scene.operator(TestOperator.installed(scene.namespace(), Optional.empty()),
                Clock.offset(Clock.systemUTC(), Duration.ofDays(30)));
        scene.until("the old fence is forgotten", s -> s.client().resources(NodeFence.class).list().getItems().stream()
                .noneMatch(f -> f.getSpec().node().equals(s.node(1).name())));
        scene.kubectl("delete", "rg", "db");
        scene.until("the group is gone", s -> s.group() == null && s.record() == null);

        var asked = Stream.of(operator, later).map(TestOperator::asked).toList();
        assertThat(asked).flatExtracting(Asked::refused).isEmpty();
        var used = asked.stream().flatMap(a -> a.used().stream()).collect(Collectors.toCollection(TreeSet::new));
        var unused = Right.granted(scene.client(), Cluster.INSTALLED, "quorate");
        assertThat(unused).isNotEmpty().containsAll(NEVER_REQUESTED.keySet());
        unused.removeAll(NEVER_REQUESTED.keySet());
        unused.removeIf(right -> used.stream().anyMatch(right::covers));
        assertThat(unused).as("granted, and not used").isEmpty();

        // It looks after this namespace alone: the Roles that the chart makes for that are enough too.
        var narrow = ChartTest.rendered(scene, "--set", "watchNamespaces={" + scene.namespace() + "}", "--set",
                "fencing.outOfService=true").stream().filter(r -> !PEOPLES.contains(r.getMetadata().getName()))
                .flatMap(Right::of).toList();
        used.removeIf(right -> right.what().startsWith("authorization.k8s.io/"));
        used.removeIf(right -> narrow.stream().anyMatch(r -> r.covers(right)));
        assertThat(used).as("used, and not granted where the namespace is named").isEmpty();
    }

    private static boolean runs(Scene scene, int number) {
        var pods = scene.pods().stream().filter(Scene::ready).toList();
        return pods.size() == 2 && pods.stream().allMatch(p -> scene.node(number).name().equals(p.getSpec()
                .getNodeName()));
    }

    private static Optional<String> fencingPod(Scene scene) {
        return scene.client().pods().inNamespace(Cluster.INSTALLED).list().getItems().stream().filter(Scene::ofJob)
                .filter(p -> "Running".equals(p.getStatus().getPhase())
                        && scene.node(2).name().equals(p.getSpec().getNodeName()))
                .map(p -> p.getMetadata().getName()).findFirst();
    }
}
