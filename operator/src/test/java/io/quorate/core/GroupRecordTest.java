package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which claim rules, and what it lets run; also of a record that contradicts itself, on which nothing is decided. */
class GroupRecordTest {

    private static final String RECORD = "group: {nodes: [n1, n2]}\nrecord: {epoch: 2, claim: %s, instances: [\"%s\"]}\n";

    @Test
    void a_claim_rules_while_it_is_held_and_of_the_records_epoch() {
        assertThat(record("held n1", "db-0 on n1").held()).isPresent();
        assertThat(record("released n1 because Cordoned", "db-0 on n1").held()).isEmpty();
        assertThat(record("held n1 under 1", "db-0 on n1").held()).isEmpty();
    }

    @Test
    void an_epoch_that_was_given_up_takes_the_claim_with_it() {
        assertThat(record("held n1", "db-0 on n1").giveUp()).returns(3L, GroupRecord::epoch)
                .satisfies(r -> assertThat(r.held()).isEmpty());
    }

    @Test
    void an_instance_may_run_under_the_epoch_and_on_the_node_of_the_claim_that_rules() {
        assertThat(rightful("held n1", "db-0 on n1")).isTrue();
        assertThat(rightful("held n1", "db-0 on n1, epoch 1")).isFalse();
        assertThat(rightful("held n1", "db-0 on n2")).isFalse();
        assertThat(rightful("released n1 because Cordoned", "db-0 on n1")).isFalse();
    }

    @Test
    void what_is_not_proven_stopped_may_run() {
        assertThat(record("held n1", "db-0 on n1, stopping in boot 1").unsettled()).hasSize(1);
        assertThat(record("held n1", "db-0 on n1, stopped by StopProof").unsettled()).isEmpty();
    }

    private static boolean rightful(String claim, String instance) {
        var record = record(claim, instance);
        return record.rightful(record.instances().getFirst());
    }

    private static GroupRecord record(String claim, String instance) {
        return ((Recorded.Present) Given.of(RECORD.formatted(claim, instance)).recorded()).record();
    }
}
