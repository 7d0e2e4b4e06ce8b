package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Groups that ask something of each other, on a real API server. */
@OnCluster
class ConstraintsTest {

    @Test
    void a_group_starts_after_another_is_ready(Scene scene) {
        scene.create(group("db", "startAfter: [{group: ledger}]"), workload("db"));
        scene.operator();
        assertThat(awaitReason(scene, "db", "Active", "WaitsForGroup"))
                .contains("starts after group " + scene.namespace() + "/ledger, which does not exist; create it");

        scene.create(group("ledger", ""), workload("ledger"));

        awaitOn(scene, "ledger", 1);
        awaitOn(scene, "db", 1);
    }

    @Test
    void a_replica_is_never_with_its_primary(Scene scene) {
        scene.create(group("ledger", ""), workload("ledger"));
        scene.operator();
        awaitOn(scene, "ledger", 1);
        scene.create(group("db", "differentNode: [{group: ledger}]"), workload("db"));
        awaitOn(scene, "db", 2);

        scene.node(1).crash();
        awaitReason(scene, "ledger", "Stalled", "FenceNeeded");
        scene.declareOff(1);

        awaitOn(scene, "ledger", 3);
        awaitOn(scene, "db", 2);
        assertThat(owner(scene, "ledger", 2)).isEqualTo("GroupIsThere");
    }

    @Test
    void of_two_that_must_part_the_one_of_lower_priority_leaves(Scene scene) {
        scene.create(group("db", ""), workload("db"), group("ledger", ""), workload("ledger"));
        scene.operator();
        awaitOn(scene, "db", 1);
        awaitOn(scene, "ledger", 1);

        scene.create(group("db", "differentNode: [{group: ledger}]"), group("ledger", "") + "  priority: -5\n");

        awaitOn(scene, "ledger", 2);
        awaitOn(scene, "db", 1);
        assertThat(find(scene, "ledger").getStatus().history().getFirst()).returns("Move", h -> h.action())
                .returns("GroupIsThere", h -> h.reason());
        assertThat(find(scene, "db").getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a_group_follows_the_one_that_it_must_be_with(Scene scene) {
        scene.create(group("db", ""), workload("db"), group("cache", "sameNode: [{group: db}]"), workload("cache"));
        scene.operator();
        awaitOn(scene, "db", 1);
        awaitOn(scene, "cache", 1);

        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");

        awaitOn(scene, "db", 2);
        awaitOn(scene, "cache", 2);
        assertThat(find(scene, "cache").getStatus().history().getFirst()).returns("FollowsGroup", h -> h.reason());
    }

    @Test
    void what_is_only_preferred_gives_way(Scene scene) {
        scene.create(group("ledger", ""), workload("ledger"));
        scene.operator();
        awaitOn(scene, "ledger", 1);
        scene.create(group("db", "differentNode: [{group: ledger, strength: Preferred}]"), workload("db"));
        awaitOn(scene, "db", 2);

        scene.kubectl("cordon", "$2", "$3");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");

        awaitOn(scene, "db", 1);
    }

    @Test
    void groups_that_wait_for_each_other_are_told_so(Scene scene) {
        scene.create(group("db", "startAfter: [{group: ledger}]"), workload("db"),
                group("ledger", "startAfter: [{group: db}]"), workload("ledger"));
        scene.operator();
        var names = scene.namespace();

        assertThat(awaitReason(scene, "db", "Stalled", "Contradiction")).startsWith("waits for itself: " + names
                + "/db for " + names + "/ledger for " + names + "/db; take one of these out");
        awaitReason(scene, "ledger", "Stalled", "Contradiction");
        assertThat(scene.pods()).allMatch(Scene::gated);
        scene.create(group("ledger", ""));

        awaitOn(scene, "ledger", 1);
        awaitOn(scene, "db", 1);
    }

    private static String group(String name, String constraint) {
        return GROUP.replace("name: db", "name: " + name)
                + (constraint.isEmpty() ? "" : "  constraints: {" + constraint + "}\n");
    }

    private static String workload(String name) { return STATEFUL_SET.replace(": db", ": " + name); }

    private static ResourceGroup find(Scene scene, String group) {
        return scene.client().resources(ResourceGroup.class).inNamespace(scene.namespace()).withName(group).get();
    }

    private static Optional<Condition> condition(Scene scene, String group, String type) {
        return find(scene, group).getStatus().conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
    }

    private static String awaitReason(Scene scene, String group, String type, String reason) {
        scene.until(group + ": " + type + " has reason " + reason,
                s -> condition(s, group, type).orElseThrow().getReason().equals(reason));
        return condition(scene, group, type).orElseThrow().getMessage();
    }

    private static void awaitOn(Scene scene, String group, int number) {
        scene.until(group + " is active on node " + number,
                s -> condition(s, group, "Ready").orElseThrow().getStatus().equals("True")
                        && find(s, group).getStatus().activeNode().equals(s.node(number).name()));
    }

    private static String owner(Scene scene, String group, int number) {
        return find(scene, group).getStatus().owners().get(number - 1).reason();
    }
}
