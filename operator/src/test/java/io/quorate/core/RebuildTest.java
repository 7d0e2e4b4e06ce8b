package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RebuildTest {

    @Test
    void record_that_is_true_is_left_alone() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                record: {epoch: 3, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 3, ready"}
                """)).isEmpty();
    }

    @Test
    void epoch_is_the_highest_that_anything_tells_of() {
        var rest = """
                record: {epoch: 2}
                pods: {db-0: "on n1, held, epoch %d, ready"}
                """;

        assertThat(rebuilt("group: {nodes: [n1, n2], shownEpoch: 7}\n" + rest.formatted(4)).epoch()).isEqualTo(7);
        assertThat(rebuilt("group: {nodes: [n1, n2], shownEpoch: 3}\n" + rest.formatted(5)).epoch()).isEqualTo(5);
        assertThat(rebuilt("group: {nodes: [n1, n2]}\nnodes: {n2: \"online, allotted 9\"}\n" + rest.formatted(5))
                .epoch()).as("the claim for the room may not have been made").isEqualTo(8);
    }

    @Test
    void without_any_record_room_tells_of_its_own_epoch() {
        assertThat(rebuilt("""
                group: {nodes: [n1, n2]}
                nodes: {n2: "online, allotted 9"}
                record: absent
                """).epoch()).isEqualTo(9);
    }

    @Test
    void pod_that_a_lost_record_may_have_admitted_is_taken_back_first() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, allotted 3"}
                record: absent
                pods: {db-0: "gated, held"}
                """)).singleElement().isInstanceOf(Step.DeletePod.class);
    }

    @Test
    void one_instance_of_the_last_epoch_on_an_owner_was_claimed_there() {
        var record = rebuilt("""
                group: {nodes: [n1, n2]}
                record: absent
                pods: {db-0: "on n2, held, epoch 3, ready"}
                """);

        assertThat(record.held()).map(Claim::node).contains("n2");
        assertThat(record.unsettled()).allMatch(record::rightful).hasSize(1);
    }

    @Test
    void instance_of_an_earlier_epoch_has_no_claim_any_more() {
        assertThat(rebuilt("""
                group: {nodes: [n1, n2], shownEpoch: 4}
                record: absent
                pods: {db-0: "on n2, held, epoch 3, ready"}
                """)).matches(r -> r.held().isEmpty()).extracting(r -> r.unsettled().size()).isEqualTo(1);
    }

    @Test
    void instance_on_a_node_that_is_no_owner_has_no_claim_any_more() {
        assertThat(rebuilt("""
                group: {nodes: [n1, n2]}
                record: absent
                pods: {db-0: "on n9, held, epoch 3, ready"}
                """).held()).isEmpty();
    }

    @Test
    void instances_on_two_nodes_are_recorded_and_none_is_called_right() {
        var record = rebuilt("""
                group: {nodes: [n1, n2], resources: [db, exporter]}
                record: absent
                pods: {db-0: "on n1, held, epoch 3, ready, resource db",
                  exporter-0: "on n2, held, epoch 3, ready, resource exporter"}
                """);

        assertThat(record.claim()).isEmpty();
        assertThat(record.unsettled()).hasSize(2);
    }

    @Test
    void one_instance_of_each_resource_was_let_through_under_one_claim() {
        assertThat(rebuilt("""
                group: {nodes: [n1, n2], resources: [db, exporter]}
                record: absent
                pods: {db-0: "on n1, held, epoch 3, ready, resource db",
                  exporter-0: "on n1, held, epoch 3, ready, resource exporter"}
                """).held()).map(Claim::node).contains("n1");
    }

    @Test
    void what_the_record_knew_already_stays_in_it() {
        assertThat(rebuilt("""
                group: {nodes: [n1, n2], shownEpoch: 5}
                record: {epoch: 2, claim: held n1, instances: ["db-0 on n1, stopping in boot 1"]}
                """).instances()).extracting(Instance::podUid, Instance::bootAtDelete)
                .containsExactly(org.assertj.core.api.Assertions.tuple("db-0", java.util.Optional.of("boot-1")));
    }

    private static List<Step> steps(String text) { return Rebuild.steps(Situation.of(Given.of(text))); }

    private static GroupRecord rebuilt(String text) {
        return ((Step.WriteRecord) steps(text).getFirst()).next();
    }
}
