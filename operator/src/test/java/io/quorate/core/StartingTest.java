package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartingTest {

    private static final String FIRST = """
            group: {nodes: [n1, n2, n3]}
            nodes: {n1: "online%s"}
            pods: {db-0: "gated%s"}
            """;
    private static final String CLAIMED = """
            group: {nodes: [n1, n2, n3], shownEpoch: %s}
            nodes: {n1: "%s"}
            record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
            pods: {db-0: "gated, held"}
            """;

    @Test
    void the_pod_is_held_first_then_the_room_allotted_then_the_claim_made() {
        assertThat(step(FIRST.formatted("", ""))).isInstanceOf(Step.HoldPod.class);
        assertThat(step(FIRST.formatted("", ", held"))).isInstanceOfSatisfying(Step.WriteNodeRecord.class,
                w -> assertThat(w.next().allocationOf("group-uid")).map(Allocation::epoch).hasValue(1L));
        assertThat(step(FIRST.formatted(", allotted 1", ", held"))).isInstanceOfSatisfying(Step.WriteRecord.class,
                w -> assertThat(w.next()).returns(1L, GroupRecord::epoch)
                        .returns("n1", r -> r.held().orElseThrow().node())
                        .satisfies(r -> assertThat(r.unsettled()).extracting(Instance::podUid)
                                .containsExactly("db-0")));
    }

    @Test
    void room_of_an_earlier_epoch_is_no_room() {
        assertThat(step(FIRST.formatted(", allotted 0", ", held"))).isInstanceOf(Step.WriteNodeRecord.class);
    }

    @Test
    void the_epoch_is_shown_before_the_gate_opens_under_it() {
        assertThat(step(CLAIMED.formatted("0", "online"))).isInstanceOf(Step.ShowEpoch.class);
        assertThat(step(CLAIMED.formatted("1", "online"))).isInstanceOfSatisfying(Step.OpenGate.class,
                o -> assertThat(o).returns("n1", Step.OpenGate::node).returns(1L, Step.OpenGate::epoch));
    }

    @Test
    void a_gate_opens_only_where_the_claimed_node_still_serves() {
        assertThat(steps(CLAIMED.formatted("1", "online, cordoned"))).isEmpty();
        assertThat(steps(CLAIMED.formatted("1", "not-ready 5s"))).isEmpty();
        assertThat(steps(CLAIMED.formatted("1", "online, fenced boot 1"))).isEmpty();
    }

    @Test
    void a_pod_that_has_lost_its_finalizer_is_held_again_before_its_gate_opens() {
        assertThat(step(CLAIMED.formatted("1", "online").replace("gated, held", "gated")))
                .isInstanceOf(Step.HoldPod.class);
    }

    @Test
    void the_pod_that_follows_another_under_the_same_claim_is_admitted_under_its_epoch() {
        assertThat(step("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: ["db-0/old on n1, stopped by StopProof"]}
                pods: {db-0: "gated, held"}
                """)).isInstanceOfSatisfying(Step.WriteRecord.class, w -> assertThat(w.next()).returns(1L,
                GroupRecord::epoch).satisfies(
                        r -> assertThat(r.unsettled()).extracting(Instance::podUid)
                                .containsExactly("db-0")));
    }

    @Test
    void nothing_begins_beside_an_instance_of_the_same_resource() {
        assertThat(steps("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: [db-0/old on n1]}
                pods: {db-0/old: "on n1, held, epoch 1, deleted, running", db-0: "gated, held"}
                """)).isEmpty();
    }

    @Test
    void what_runs_already_is_marked_with_the_epoch_that_adopted_it() {
        assertThat(step("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, ready"}
                """)).isInstanceOf(Step.StampPod.class);
    }

    @Test
    void the_room_of_a_claim_is_written_again_where_the_nodes_record_has_lost_it() {
        assertThat(Starting.room(Situation.of(Given.of(CLAIMED.formatted("1", "online, not allotted")))))
                .singleElement()
                .isInstanceOf(Step.WriteNodeRecord.class);
        assertThat(Starting.room(Situation.of(Given.of(CLAIMED.formatted("1", "online"))))).isEmpty();
    }

    private static Step step(String text) {
        assertThat(steps(text)).hasSize(1);
        return steps(text).getFirst();
    }

    private static List<Step> steps(String text) { return Starting.steps(Situation.of(Given.of(text))); }
}
