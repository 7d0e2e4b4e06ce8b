package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What an event costs, counted in the audit log in all namespaces and outside of them: P2, P4, P5 of the patent. The
 * cluster record is for everybody: it tells of the nodes of other tests too.
 */
@OnCluster
class LocalityTest {

    @Test
    void an_idle_group_costs_no_write(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.awaitRest();
        assertThat(scene.written(0)).as("all are this operator's").isNotEmpty()
                .allSatisfy(w -> assertThat(w.agent()).isEqualTo(TestOperator.agent(scene.namespace())));
        var mark = scene.plane().audit().mark();

        renewals(scene, 6);

        assertThat(scene.written(mark).filter(w -> !w.name().equals("cluster"))).isEmpty();
    }

    @Test
    void a_nodes_loss_is_written_to_its_record_and_to_groups_that_list_it(Scene scene) {
        scene.create(GROUP.replace(", $3", ""), GROUP.replace("name: db", "name: far").replace("$1, ", ""),
                STATEFUL_SET.replace(": db", ": far"));
        scene.create(STATEFUL_SET);
        scene.operator();
        scene.until("both are active", s -> s.pods().stream().filter(Scene::ready).count() == 2);
        scene.awaitRest();
        var mark = scene.plane().audit().mark();
        var told = toldOf(scene, "far");

        scene.node(1).crash();
        scene.until("the group counts it out", s -> s.condition("Quorate").orElseThrow().getStatus().equals("False"));
        renewals(scene, 2);

        var lost = scene.node(1).name();
        var its = Pattern.compile("node-" + lost + "|quorate-group-db|db|db-0|db\\..*|cluster");
        assertThat(scene.written(mark).filter(w -> !w.resource().equals("events"))).isNotEmpty()
                .allSatisfy(w -> assertThat(w.name()).matches(its));
        assertThat(toldOf(scene, "far")).isEqualTo(told);
    }

    private static long toldOf(Scene scene, String group) {
        return scene.events().stream().filter(e -> "quorate".equals(e.getSource().getComponent()))
                .filter(e -> e.getInvolvedObject().getName().equals(group)).count();
    }

    /** Each node that runs has renewed its Lease so many times: the operator has had every occasion to write. */
    private static void renewals(Scene scene, int times) {
        var seen = new HashSet<String>();
        for (var number : Set.of(1, 2, 3)) {
            if (scene.node(number).running()) {
                scene.until("renewals of node " + number, s -> {
                    seen.add(s.client().leases().inNamespace("kube-node-lease").withName(s.node(number).name()).get()
                            .getSpec().getRenewTime().toString());
                    return seen.size() > times;
                });
                seen.clear();
            }
        }
    }
}
