package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static io.quorate.e2e.Scene.as;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Groups that ask something of each other, on a real API server. */
@OnCluster
class ConstraintsTest {

    @Test
    void a_group_starts_after_another_is_ready(Scene scene) {
        scene.create(group("db", "startAfter: [{group: ledger}]"), workload("db"));
        scene.operator();
        assertThat(scene.awaitReason("db", "Active", "WaitsForGroup"))
                .contains("starts after group " + scene.namespace() + "/ledger, which does not exist; create it");

        scene.create(group("ledger", ""), workload("ledger"));

        scene.awaitActive("ledger", 1);
        scene.awaitActive("db", 1);
    }

    @Test
    void a_replica_is_never_with_its_primary(Scene scene) {
        scene.create(group("ledger", ""), workload("ledger"));
        scene.operator();
        scene.awaitActive("ledger", 1);
        scene.create(group("db", "differentNode: [{group: ledger}]"), workload("db"));
        scene.awaitActive("db", 2);

        scene.node(1).crash();
        scene.awaitReason("ledger", "Stalled", "FenceNeeded");
        scene.declareOff(1);

        scene.awaitActive("ledger", 3);
        scene.awaitActive("db", 2);
        assertThat(owner(scene, "ledger", 2)).isEqualTo("GroupIsThere");
    }

    @Test
    void of_two_that_must_part_the_one_of_lower_priority_leaves(Scene scene) {
        scene.create(group("db", ""), workload("db"), group("ledger", ""), workload("ledger"));
        scene.operator();
        scene.awaitActive("db", 1);
        scene.awaitActive("ledger", 1);

        scene.create(group("db", "differentNode: [{group: ledger}]"), group("ledger", "") + "  priority: -5\n");

        scene.awaitActive("ledger", 2);
        scene.awaitActive("db", 1);
        assertThat(scene.group("ledger").getStatus().history().getFirst()).returns("Move", h -> h.action())
                .returns("GroupIsThere", h -> h.reason());
        assertThat(scene.group("db").getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a_group_follows_the_one_that_it_must_be_with(Scene scene) {
        scene.create(group("db", ""), workload("db"), group("cache", "sameNode: [{group: db}]"), workload("cache"));
        scene.operator();
        scene.awaitActive("db", 1);
        scene.awaitActive("cache", 1);

        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");

        scene.awaitActive("db", 2);
        scene.awaitActive("cache", 2);
        assertThat(scene.group("cache").getStatus().history().getFirst()).returns("FollowsGroup", h -> h.reason());
    }

    @Test
    void what_is_only_preferred_gives_way(Scene scene) {
        scene.create(group("ledger", ""), workload("ledger"));
        scene.operator();
        scene.awaitActive("ledger", 1);
        scene.create(group("db", "differentNode: [{group: ledger, strength: Preferred}]"), workload("db"));
        scene.awaitActive("db", 2);

        scene.kubectl("cordon", "$2", "$3");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");

        scene.awaitActive("db", 1);
    }

    @Test
    void groups_that_wait_for_each_other_are_told_so(Scene scene) {
        scene.create(group("db", "startAfter: [{group: ledger}]"), workload("db"),
                group("ledger", "startAfter: [{group: db}]"), workload("ledger"));
        scene.operator();
        var names = scene.namespace();

        assertThat(scene.awaitReason("db", "Stalled", "Contradiction")).startsWith("waits for itself: " + names
                + "/db for " + names + "/ledger for " + names + "/db; take one of these out");
        scene.awaitReason("ledger", "Stalled", "Contradiction");
        assertThat(scene.pods()).allMatch(Scene::gated);
        scene.create(group("ledger", ""));

        scene.awaitActive("ledger", 1);
        scene.awaitActive("db", 1);
    }

    private static String group(String name, String constraint) {
        return as(name, GROUP)
                + (constraint.isEmpty() ? "" : "  constraints: {" + constraint + "}\n");
    }

    private static String workload(String name) { return as(name, STATEFUL_SET); }

    private static String owner(Scene scene, String group, int number) {
        return scene.group(group).getStatus().owners().get(number - 1).reason();
    }
}
