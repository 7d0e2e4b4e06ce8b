package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.e2e.Wire.State;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lies between the operator and its API server fails, while the nodes and the group are well. */
@OnCluster
class NetworkTest {

    @Test
    void watches_that_fall_silent_without_an_error_lose_no_node_and_hide_none(Scene scene) {
        try (var wire = new Wire(scene.plane())) {
            active(scene, wire);
            var mark = scene.plane().audit().mark();

            wire.be(State.SILENT);
            var read = wire.reads(scene.node(1).name());
            scene.until("nodes seem silent, and are asked for again and again",
                    s -> wire.reads(s.node(1).name()) >= read + 6);

            assertUndisturbed(scene, mark);
            scene.node(1).crash();
            scene.awaitReason("Stalled", "FenceNeeded");
            scene.declareOff(1);
            scene.awaitActive(2);
        }
    }

    @Test
    void an_api_server_that_takes_two_seconds_for_each_answer_loses_no_node(Scene scene) {
        try (var wire = new Wire(scene.plane())) {
            active(scene, wire);
            var mark = scene.plane().audit().mark();

            wire.be(State.SLOW);
            // Looks at every node of the group, for whatever it is that has changed.
            scene.kubectl("label", "pod", scene.pod().getMetadata().getName(), "color=blue");
            var read = wire.reads(scene.node(3).name());
            scene.until("it has looked", s -> wire.reads(s.node(3).name()) >= read + 2);

            assertUndisturbed(scene, mark);
        }
    }

    @Test
    void an_operator_that_is_cut_off_declares_nobody_lost_when_it_is_back(Scene scene) {
        try (var wire = new Wire(scene.plane())) {
            var operator = active(scene, wire);
            var mark = scene.plane().audit().mark();

            wire.be(State.CUT);
            scene.until("cut off for longer than a node may be silent",
                    s -> operator.sinceContact().compareTo(TestOperator.NODE_DOWN_AFTER.multipliedBy(2)) > 0);
            wire.be(State.SOUND);
            scene.until("it sees again", s -> operator.sinceContact().compareTo(TestOperator.NODE_DOWN_AFTER) < 0);
            var read = wire.reads(scene.node(1).name());
            scene.until("it has looked", s -> wire.reads(s.node(1).name()) >= read + 2);

            assertUndisturbed(scene, mark);
            scene.node(1).crash();
            scene.awaitReason("Stalled", "FenceNeeded");
            scene.declareOff(1);
            scene.awaitActive(2);
        }
    }

    private static TestOperator active(Scene scene, Wire wire) {
        scene.create(GROUP, STATEFUL_SET);
        var operator = scene.operatorOver(wire);
        scene.awaitActive(1);
        scene.until("all votes are counted", s -> s.group().getStatus().quorum().summary().equals("3/3"));
        scene.awaitRest();
        return operator;
    }

    /** Neither the group nor the record of any node was touched. */
    private static void assertUndisturbed(Scene scene, long mark) {
        scene.awaitActive(1);
        assertThat(scene.written(mark).filter(w -> Set.of("pods", "configmaps").contains(w.resource())
                && !w.name().equals("cluster"))).isEmpty();
    }
}
