package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Allocation;
import io.quorate.core.Evidence;
import io.quorate.core.GroupRecord;
import io.quorate.core.Heartbeat;
import io.quorate.core.Instance;
import io.quorate.core.Machine;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeRecord.Recovery;
import io.quorate.core.NodeSight;
import io.quorate.core.OutOfService;
import io.quorate.core.Surroundings.Rival;
import io.quorate.port.KubernetesApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loss of w1 makes {@code shop/db} move, and {@code shop/big}, to which w1 had allotted room. */
@EnableKubernetesMockClient(crud = true, https = false)
class RivalsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Machine MACHINE = new Machine("", "", "", "", "boot-1");
    private static final Map<String, Long> ROOM = Map.of("memory", 4000L);

    KubernetesClient client;
    private ResourceGroup own;
    private Optional<Instant> provenAt = Optional.empty();
    private Recovery second = Recovery.UP;
    private String allottedTo = "an-earlier-uid";

    @BeforeEach
    void declared() {
        own = group("db", "{nodes: [w1, w2, w3]}", "{}");
    }

    @Test
    void its_room_is_kept_on_the_next_of_its_owners() {
        big("{nodes: [w1, w2], priority: 5}", "{}");
        assertThat(rivals()).containsExactly(new Rival("shop/big", "w2", ROOM));
    }

    @Test
    void no_room_is_kept_for_who_waits_for_its_node() {
        big("{nodes: [w1, w2], priority: 5, failover: {policy: Never}}", "{}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void an_owner_that_is_down_too_is_passed_over() {
        second = Recovery.DOWN;
        big("{nodes: [w1, w2, w3], priority: 5}", "{}");
        assertThat(rivals()).extracting(Rival::node).containsExactly("w3");
    }

    @Test
    void who_goes_to_a_node_that_the_group_does_not_list_takes_no_room_from_it() {
        big("{nodes: [w1, w9, w2], priority: 5}", "{}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void one_of_the_same_priority_is_none() {
        big("{nodes: [w1, w2]}", "{}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void who_has_moved_is_none() {
        big("{nodes: [w1, w2], priority: 5}", "{activeNode: w2}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void who_waits_for_a_person_is_none() {
        big("{nodes: [w1, w2], priority: 5}",
                "{conditions: [{type: Stalled, status: 'True', reason: InvalidWorkload}]}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void who_waits_for_the_same_evidence_is_one() {
        big("{nodes: [w1, w2], priority: 5}", "{conditions: [{type: Stalled, status: 'True', reason: FenceNeeded}]}");
        assertThat(rivals()).hasSize(1);
    }

    @Test
    void who_has_no_quorum_is_none() {
        big("{nodes: [w1, w2], priority: 5}", "{conditions: [{type: Quorate, status: 'False'}]}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void who_is_paused_is_none() {
        big("{nodes: [w1, w2], priority: 5, run: Paused}", "{}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void five_minutes_after_its_own_evidence_the_group_waits_no_more() {
        provenAt = Optional.of(NOW.minus(Rivals.KEPT));
        big("{nodes: [w1, w2], priority: 5}", "{}");
        assertThat(rivals()).isEmpty();
    }

    @Test
    void another_group_of_its_name_is_none() {
        group("big", "{nodes: [w1, w2], priority: 5}", "{}");
        assertThat(rivals()).isEmpty();
    }

    private void big(String spec, String status) {
        allottedTo = group("big", spec, status).getMetadata().getUid();
    }

    private ResourceGroup group(String name, String spec, String status) {
        return client.resource(Manifests.read("apiVersion: quorate.io/v1alpha1\nkind: ResourceGroup\nmetadata: "
                + "{namespace: shop, name: " + name + "}\nspec: " + spec + "\nstatus: " + status, ResourceGroup.class))
                .create();
    }

    private List<Rival> rivals() {
        var nodes = Stream.of(record("w1", Recovery.DOWN), record("w2", second), record("w3", Recovery.UP))
                .map(RivalsTest::sight).toList();
        var stopped = provenAt.map(t -> new Instance("main", "uid", "db-0", "w1", MACHINE, 1, Instance.State.STOPPED,
                NOW, Optional.empty(), 0, Optional.empty(), Optional.empty(),
                Optional.of(new Evidence(Evidence.Kind.NodeFenced, "", t))));
        return new Rivals(new KubernetesApi(client)).of(Declarations.of(own),
                GroupRecord.EMPTY.withInstances(stopped.stream().toList()), nodes, NOW);
    }

    private NodeRecord record(String node, Recovery recovery) {
        var room = node.equals("w1")
                ? List.of(new Allocation("shop/big", allottedTo, 3, ROOM, List.of()))
                : List.<Allocation>of();
        return new NodeRecord(node, "uid", recovery, "boot-1", "", "", NOW, List.of(), List.of(), room);
    }

    private static NodeSight sight(NodeRecord record) {
        return new NodeSight(record.node(), true, MACHINE,
                new Heartbeat.Heard(Duration.ZERO), true, Duration.ZERO, false, OutOfService.ABSENT,
                NodeSight.Room.AMPLE, List.of(), false, Optional.of(record));
    }
}
