package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Allocation;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight.Room;
import io.quorate.port.KubernetesApi;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left of a node with 8 CPUs for the group shop/db, whose pod asks for one. */
@EnableKubernetesMockClient(https = false)
class RoomReadingTest {

    private static final String PODS = "/api/v1/pods?fieldSelector=spec.nodeName%3Dw1&resourceVersion=0";

    KubernetesClient client;
    KubernetesMockServer server;
    private String policy = "NextInOrder";
    private Pod own = pod("shop", "db-0", "db", "1");

    @Test
    void what_others_ask_for_is_not_free() {
        bound(pod("shop", "web", "", "2"), pod("kube-system", "proxy", "", "500m"));

        assertThat(room(List.of())).isEqualTo(new Room(Map.of("cpu", 5500L), 312, List.of()));
    }

    @Test
    void the_groups_own_pods_and_allocation_are_not_in_its_way() {
        bound(own);

        assertThat(room(List.of(allotted("shop/db", "uid-db", 1000))).free()).containsEntry("cpu", 8000L);
    }

    @Test
    void a_group_counts_on_what_it_was_allotted_or_uses_whichever_is_more() {
        bound(pod("shop", "a-0", "a", "2"), pod("shop", "b-0", "b", "500m"));

        assertThat(room(List.of(allotted("shop/a", "uid-a", 1000), allotted("shop/b", "uid-b", 1500),
                allotted("shop/c", "uid-c", 250))).free()).containsEntry("cpu", 8000L - 2000 - 1500 - 250);
    }

    @Test
    void what_has_ended_uses_nothing() {
        var done = pod("shop", "job", "", "2");
        done.getStatus().setPhase("Succeeded");
        bound(done);

        assertThat(room(List.of()).free()).containsEntry("cpu", 8000L);
    }

    @Test
    void what_a_node_does_not_have_is_not_free_there() {
        own = pod("shop", "db-0", "db", "1, example.com/gpu: 1");
        bound();

        assertThat(room(List.of()).free()).containsEntry("example.com/gpu", 0L);
    }

    @Test
    void more_may_be_asked_of_a_node_than_it_has() {
        bound(pod("shop", "web", "", "12"));

        assertThat(room(List.of())).isEqualTo(new Room(Map.of("cpu", 0L), 1000, List.of()));
    }

    @Test
    void who_asks_for_nothing_lists_nothing() {
        own = pod("shop", "db-0", "db", "");

        assertThat(room(List.of())).isEqualTo(Room.AMPLE);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void who_goes_where_the_load_is_least_wants_to_know_it() {
        own = pod("shop", "db-0", "db", "");
        policy = "LeastLoaded";
        bound(pod("shop", "web", "", "2"));

        assertThat(room(List.of()).load()).isEqualTo(250);
    }

    @Test
    void without_a_right_to_all_pods_what_groups_were_allotted_is_known() {
        server.expect().get().withPath(PODS).andReturn(HttpURLConnection.HTTP_FORBIDDEN, "").once();

        assertThat(room(List.of(allotted("shop/a", "uid-a", 1000))).free()).containsEntry("cpu", 7000L);
    }

    @Test
    void a_volume_that_is_elsewhere_is_a_barrier() {
        own = pod("shop", "db-0", "db", "");
        own.getSpec().setVolumes(Manifests.read("""
                spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, {name: none, emptyDir: {}},
                    {name: later, persistentVolumeClaim: {claimName: later}}]}
                """, Pod.class).getSpec().getVolumes());
        there("/api/v1/namespaces/shop/persistentvolumeclaims/data", Manifests.read("""
                metadata: {namespace: shop, name: data}
                spec: {volumeName: disk}
                """, PersistentVolumeClaim.class));
        there("/api/v1/persistentvolumes/disk", Manifests.read("""
                metadata: {name: disk}
                spec: {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [
                    {key: kubernetes.io/hostname, operator: In, values: [w2]}]}]}}}
                """, PersistentVolume.class));

        assertThat(room(List.of()).barriers()).containsExactly("volume disk cannot be reached from there");
    }

    private Room room(List<Allocation> allocations) {
        var group = Manifests.read("""
                metadata: {namespace: shop, name: db, uid: uid-db}
                spec: {nodes: [w1, w2, w3], failover: {policy: %s}}
                """.formatted(policy), ResourceGroup.class);
        var node = Manifests.read("""
                metadata: {name: w1}
                spec: {}
                status: {allocatable: {cpu: 8, memory: 16Gi}}
                """, Node.class);
        var record = new NodeRecord("w1", "uid-w1", NodeRecord.Recovery.UP, "b1", "", "", Instant.EPOCH, List.of(),
                List.of(), allocations);
        return new RoomReading(new KubernetesApi(client)).of(Declarations.of(group), List.of(own)).on(node,
                Optional.of(record));
    }

    private void bound(Pod... pods) { there(PODS, new PodListBuilder().withItems(pods).build()); }

    private void there(String path, Object answer) {
        server.expect().get().withPath(path).andReturn(HttpURLConnection.HTTP_OK, answer).once();
    }

    private static Allocation allotted(String group, String uid, long cpu) {
        return new Allocation(group, uid, 1, Map.of("cpu", cpu), List.of());
    }

    private static Pod pod(String namespace, String name, String group, String cpu) {
        return Manifests.read("""
                apiVersion: v1
                kind: Pod
                metadata: {namespace: %s, name: %s, labels: {%s}}
                spec: {nodeName: w1, containers: [{name: app, resources: {requests: {%s}}}]}
                status: {phase: Running}
                """.formatted(namespace, name, group.isEmpty() ? "" : "quorate.io/group: " + group,
                cpu.isEmpty() ? "" : "cpu: " + cpu), Pod.class);
    }
}
