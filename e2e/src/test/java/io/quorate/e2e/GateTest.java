package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.Toleration;
import io.quorate.api.v1alpha1.Names;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What the chart's MutatingAdmissionPolicy makes of a new pod with the group label. */
@OnCluster
class GateTest {

    private static final Tuple NOT_READY = forEver("node.kubernetes.io/not-ready");
    private static final Tuple UNREACHABLE = forEver("node.kubernetes.io/unreachable");

    @Test
    void a_pod_with_the_group_label_stays_for_ever_on_a_node_that_is_not_heard_of(Scene scene) {
        scene.create(pod("db", ""), pod("plain", "").replace("labels: {quorate.io/group: db}", "labels: {app: x}"));

        tolerates(scene, "db", NOT_READY, UNREACHABLE);
        assertThat(scene.client().pods().inNamespace(scene.namespace()).withName("plain").get().getSpec())
                .satisfies(s -> assertThat(s.getSchedulingGates()).isEmpty())
                .satisfies(s -> assertThat(s.getTolerations()).extracting(Toleration::getTolerationSeconds)
                        .containsExactly(300L, 300L));
    }

    @Test
    void its_own_tolerations_of_lost_nodes_give_way_and_others_are_kept(Scene scene) {
        scene.create(pod("db", """
                tolerations:
                  - {key: example.com/gpu, operator: Exists, effect: NoSchedule}
                  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                  - {key: example.com/leaving, operator: Equal, value: soon, effect: NoExecute, tolerationSeconds: 60}
                  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
                  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}
                """));

        tolerates(scene, "db", NOT_READY, UNREACHABLE,
                tuple("example.com/gpu", "Exists", "NoSchedule", null),
                tuple("example.com/leaving", "Equal", "NoExecute", 60L),
                tuple("node.kubernetes.io/not-ready", "Exists", "NoSchedule", null));
    }

    @Test
    void what_tolerates_everything_still_does(Scene scene) {
        scene.create(pod("db", "tolerations: [{operator: Exists}]"));

        tolerates(scene, "db", NOT_READY, UNREACHABLE, tuple(null, "Exists", null, null));
    }

    @Test
    void a_template_that_has_the_gate_already_keeps_it_once_beside_the_others(Scene scene) {
        scene.create(pod("db", "schedulingGates: [{name: quorate.io/quorum}, {name: example.com/quota}]"));

        assertThat(scene.pod().getSpec().getSchedulingGates()).extracting(PodSchedulingGate::getName)
                .containsExactlyInAnyOrder(Names.GATE, "example.com/quota");
        tolerates(scene, "db", NOT_READY, UNREACHABLE);
    }

    @Test
    void a_quota_that_is_used_up_does_not_hide_that_the_gate_is_put_on(Scene scene) {
        scene.create("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: one}
                spec: {hard: {pods: "1"}}
                """);
        scene.until("the quota holds", s -> s.client().resourceQuotas().inNamespace(s.namespace()).withName("one").get()
                .getStatus().getHard() != null);
        scene.create(STATEFUL_SET);
        scene.until("it is used up", s -> s.client().resourceQuotas().inNamespace(s.namespace()).withName("one").get()
                .getStatus().getUsed().get("pods").getAmount().equals("1"));

        scene.create(GROUP);
        scene.operator();

        scene.awaitActive(1);
    }

    private static String pod(String name, String more) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {quorate.io/group: db}}
                spec:
                  containers: [{name: app, image: none}]
                  %s
                """.formatted(name, more);
    }

    private static Tuple forEver(String key) { return tuple(key, "Exists", "NoExecute", null); }

    private static void tolerates(Scene scene, String pod, Tuple... tolerations) {
        assertThat(scene.client().pods().inNamespace(scene.namespace()).withName(pod).get().getSpec().getTolerations())
                .extracting(Toleration::getKey, Toleration::getOperator, Toleration::getEffect,
                        Toleration::getTolerationSeconds)
                .containsExactly(tolerations);
    }
}
