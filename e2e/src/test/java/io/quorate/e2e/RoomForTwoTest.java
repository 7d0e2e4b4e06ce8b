package io.quorate.e2e;

import static io.quorate.e2e.PlacementTest.asking;
import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.as;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Three groups on three nodes that they share, with room for two of them. */
@OnCluster
class RoomForTwoTest {

    @Test
    void the_third_waits_says_why_and_starts_when_room_returns(Scene scene) {
        scene.fill(3, "7");
        group(scene, "db", 0);
        scene.operator();
        scene.awaitActive("db", 1);
        group(scene, "ledger", 0);
        scene.awaitActive("ledger", 2);

        group(scene, "web", 1000);

        assertThat(scene.awaitReason("web", "Active", "NoEligibleOwner")).contains(
                scene.node(1).name() + " (asks for 5 cpu, 3 free)", scene.node(2).name() + " (asks for 5 cpu, 3 free)",
                scene.node(3).name() + " (asks for 5 cpu, 1 free)");

        scene.free(3);
        scene.awaitActive("web", 3);
        assertThat(scene.group("db").getStatus().epoch()).as("nobody is stopped to make room").isEqualTo(1);
        assertThat(scene.group("ledger").getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void when_a_node_is_lost_the_lower_one_of_its_groups_waits_until_it_is_back(Scene scene) {
        scene.fill(2, "4");
        scene.fill(3, "7");
        group(scene, "db", 0, "3");
        group(scene, "web", 10, "3");
        scene.operator();
        scene.awaitActive("db", 1);
        scene.awaitActive("web", 1);

        scene.node(1).crash();
        scene.awaitReason("db", "Stalled", "FenceNeeded");
        scene.awaitReason("web", "Stalled", "FenceNeeded");
        scene.declareOff(1);

        scene.awaitActive("web", 2);
        scene.until("the other one says that the rest is too little", s -> s.condition("Active").orElseThrow()
                .getMessage().contains(s.node(2).name() + " (asks for 3 cpu, 1 free)"));

        scene.kubectl("taint", "node", "$1", "node.kubernetes.io/out-of-service-");
        scene.node(1).boot();
        scene.awaitActive("db", 1);
        assertThat(scene.group("web").getStatus()).returns(scene.node(2).name(), s -> s.activeNode());
    }

    private static void group(Scene scene, String name, int priority) { group(scene, name, priority, "5"); }

    private static void group(Scene scene, String name, int priority, String cpu) {
        scene.create(as(name, GROUP) + "  priority: " + priority + "\n", as(name, asking(cpu)));
    }
}
