package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StallTest {

    private static final String IN_DOUBT = """
            group: {nodes: [n1, n2, n3]%s}
            nodes: {n1: "silent 60s%s"}
            record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
            pods: {db-0: "on n1, held, epoch 1, deleted, running"}
            """;

    @Test
    void a_silent_node_that_nothing_can_fence_needs_a_person() {
        assertThat(reason(IN_DOUBT.formatted("", ""))).hasValue("FenceNeeded");
    }

    @Test
    void a_node_that_can_be_fenced_needs_none() {
        assertThat(reason(IN_DOUBT.formatted("", ", fenceable"))).isEmpty();
    }

    @Test
    void a_node_that_is_declared_off_needs_none() {
        assertThat(reason(IN_DOUBT.formatted("", ", out-of-service"))).isEmpty();
    }

    @Test
    void a_fence_that_has_failed_needs_a_person() {
        assertThat(reason(IN_DOUBT.formatted("", ", fenceable, fence failed of boot 1 covers db-0")))
                .hasValue("FenceNeeded");
    }

    @Test
    void a_node_that_is_declared_off_after_its_fence_has_failed_needs_none() {
        assertThat(reason(IN_DOUBT.formatted("", ", out-of-service, fenceable, fence failed of boot 1 covers db-0")))
                .isEmpty();
    }

    @Test
    void a_stop_that_hangs_needs_a_person_unless_its_node_can_be_fenced() {
        var hanging = """
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "%s"}
                record: {epoch: 1, claim: released n1 because Stopped, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted 5m ago, running"}
                """;
        assertThat(reason(hanging.formatted("online"))).hasValue("FenceNeeded");
        assertThat(reason(hanging.formatted("online, fenceable"))).isEmpty();
    }

    @Test
    void a_paused_group_asks_for_nothing() {
        assertThat(reason(IN_DOUBT.formatted(", run: Paused", ""))).isEmpty();
    }

    @Test
    void without_quorum_a_proof_would_help_nobody() {
        assertThat(reason(IN_DOUBT.formatted(", quorum: MinimumOnline 3", ""))).isEmpty();
    }

    @Test
    void a_group_that_is_being_deleted_needs_the_proof_without_quorum_too() {
        assertThat(reason(IN_DOUBT.formatted(", quorum: MinimumOnline 3, deleting: true", ""))).hasValue("FenceNeeded");
    }

    @Test
    void a_stop_that_goes_on_on_a_node_that_answers_needs_nobody() {
        assertThat(reason("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: released n1 because Stopped, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """)).isEmpty();
    }

    @Test
    void a_pod_that_is_bound_to_no_node_can_be_taken_back_without_a_person() {
        assertThat(reason("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: released n1 because RecordLost, instances: [db-0]}
                pods: {db-0: "unbound, held, epoch 1"}
                """)).isEmpty();
    }

    @Test
    void a_contradiction_is_graver_than_a_fence() {
        assertThat(reason("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: silent 60s}
                record: {epoch: 2, instances: ["db-0 on n1, epoch 1", db-0/b on n2]}
                pods: {db-0/b: "on n2, held, epoch 2, running"}
                """)).hasValue("Contradiction");
    }

    @Test
    void a_group_that_is_being_deleted_does_not_ask_for_a_better_workload() {
        var text = "group: {nodes: [n1, n2], deleting: %s}\nworkload: 'invalid: spec.replicas is 2'\n";
        assertThat(reason(text.formatted("false"))).hasValue("InvalidWorkload");
        assertThat(reason(text.formatted("true"))).isEmpty();
    }

    private static Optional<String> reason(String text) {
        var s = Situation.of(Given.of(text));
        return Stall.of(s, Report.of(s).doubts()).map(Refusal::reason);
    }
}
