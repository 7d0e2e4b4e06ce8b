package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A new kernel for every node: each is drained and booted, one after the other. */
@OnCluster
class RollingRebootTest {

    @Test
    void the_group_is_always_somewhere_else_and_ends_at_home(Scene scene) {
        scene.create(GROUP + "  failback: {policy: Automatic}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        for (int i = 1; i <= 3; i++) {
            var node = scene.node(i);
            DrainTest.drain(scene, i, "180s");
            scene.until("it is ready elsewhere than on " + node.name(), s -> s.condition("Ready").orElseThrow()
                    .getStatus().equals("True") && !s.group().getStatus().activeNode().equals(node.name()));
            node.crash();
            node.boot();
            node.awaitReady();
            scene.kubectl("uncordon", node.name());
        }

        scene.awaitActive(1);
        assertThat(scene.group().getStatus().history()).filteredOn(h -> h.epoch() > 1).isNotEmpty()
                .allSatisfy(h -> assertThat(h.evidence()).isEqualTo("StopProof"));
        assertThat(scene.events()).noneMatch(e -> e.getReason().equals("FenceNeeded"));
    }
}
