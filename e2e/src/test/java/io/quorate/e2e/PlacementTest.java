package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.api.v1alpha1.OwnerStatus;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Owners on which the scheduler would not place the group are passed over, and status says why. */
@OnCluster
class PlacementTest {

    @Test
    void an_owner_whose_taint_is_not_tolerated_is_passed_over(Scene scene) {
        scene.kubectl("taint", "node", "$1", "dedicated=batch:NoSchedule");
        scene.create(GROUP, STATEFUL_SET);
        scene.operator();

        scene.awaitActive(2);

        assertThat(owner(scene, 1)).returns("NotSchedulable", OwnerStatus::reason).returns(
                "taint dedicated=batch:NoSchedule is not tolerated", OwnerStatus::message);
        scene.kubectl("taint", "node", "$1", "dedicated-");
        scene.until("it could take over", s -> owner(s, 1).reason().equals("Eligible"));
    }

    @Test
    void an_owner_without_the_labels_that_pods_ask_for_is_passed_over(Scene scene) {
        scene.kubectl("label", "node", "$1", "disk=hdd");
        scene.kubectl("label", "node", "$2", "$3", "disk=ssd");
        scene.create(GROUP, with("nodeSelector: {disk: ssd}"));
        scene.operator();

        scene.awaitActive(2);

        assertThat(owner(scene, 1).message()).isEqualTo("lacks the label disk=ssd, which nodeSelector asks for");
    }

    @Test
    void an_owner_that_cannot_reach_the_volume_is_passed_over(Scene scene) {
        scene.create("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: $2-disk}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: none
                  local: {path: /none}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms:
                      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [$2, $3]}]
                """, """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec:
                  storageClassName: none
                  volumeName: $2-disk
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                """);
        scene.create(GROUP, with("volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"));
        scene.operator();

        scene.awaitActive(2);

        assertThat(owner(scene, 1).message())
                .isEqualTo("volume " + scene.node(2).name() + "-disk cannot be reached from there");
        scene.kubectl("delete", "pv", "$2-disk", "--wait=false");
    }

    @Test
    void an_owner_without_room_is_passed_over(Scene scene) {
        scene.fill(1, "7");
        scene.create(GROUP, asking("2"));
        scene.operator();

        scene.awaitActive(2);

        assertThat(owner(scene, 1)).returns("NoRoom", OwnerStatus::reason).returns("asks for 2 cpu, 1 free",
                OwnerStatus::message);
    }

    @Test
    void groups_share_nodes_as_long_as_there_is_room(Scene scene) {
        scene.create(GROUP, asking("5"));
        scene.operator();
        scene.awaitActive(1);

        scene.create(GROUP.replace("{name: db}", "{name: web}"), asking("5").replace(": db", ": web"));

        scene.until("it is active on the next owner", s -> activeNode(s, "web").equals(s.node(2).name()));
        assertThat(owner(scene, "web", 1).message()).isEqualTo("asks for 5 cpu, 3 free");
    }

    @Test
    void where_room_is_short_the_group_of_the_higher_priority_goes_first(Scene scene) {
        scene.fill(2, "4");
        scene.create(GROUP, asking("3"));
        scene.create(GROUP.replace("{name: db}", "{name: web}").replace("spec:", "spec:\n  priority: 10"),
                asking("3").replace(": db", ": web"));
        scene.operator();
        scene.until("both run on the first", s -> Stream.of("db", "web").allMatch(g -> activeNode(s, g)
                .equals(s.node(1).name())));

        scene.node(1).crash();
        scene.until("both wait for evidence", s -> Stream.of("db", "web").allMatch(g -> s.kubectl("get", "rg", g, "-o",
                "jsonpath={.status.conditions[?(@.type=='Stalled')].reason}").equals("FenceNeeded")));
        scene.declareOff(1);

        scene.until("the higher one is on the next", s -> activeNode(s, "web").equals(s.node(2).name()));
        scene.until("the other one is on the last", s -> activeNode(s, "db").equals(s.node(3).name()));
        assertThat(new Groups(scene.client(), scene.namespace()).all()).extracting(g -> g.getStatus().epoch())
                .as("nobody moved twice").containsOnly(2L);
    }

    private static String activeNode(Scene scene, String group) {
        return scene.kubectl("get", "rg", group, "-o", "jsonpath={.status.activeNode}");
    }

    @Test
    void a_group_may_go_where_the_load_is_least(Scene scene) {
        scene.fill(2, "4");
        scene.create(GROUP.replace("{gracePeriod: 12s}", "{gracePeriod: 12s, policy: LeastLoaded}"), STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db-0");

        scene.awaitActive(3);
    }

    private static OwnerStatus owner(Scene scene, int number) { return owner(scene, "db", number); }

    private static OwnerStatus owner(Scene scene, String group, int number) {
        return new Groups(scene.client(), scene.namespace()).all().stream()
                .filter(g -> g.getMetadata().getName().equals(group)).findFirst().orElseThrow().getStatus().owners()
                .get(number - 1);
    }

    private static String with(String spec) {
        return STATEFUL_SET.replace("containers:", spec + "\n      containers:");
    }

    static String asking(String cpu) {
        return STATEFUL_SET.replace("image: none}", "image: none, resources: {requests: {cpu: " + cpu + "}}}");
    }
}
