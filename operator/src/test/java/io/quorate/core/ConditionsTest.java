package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.Report.Answer;
import io.quorate.core.Report.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of a group, and of what nothing may be said yet. */
class ConditionsTest {

    private static final String SUSPENDED = """
            group: {nodes: [n1, n2, n3]}
            nodes: {n2: silent 40s, n3: silent 40s}
            record: {epoch: 1, claim: released n1 because QuorumLost}
            """;
    private static final String READY = """
            group: {nodes: [n1, n2, n3]}
            record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
            pods: {db-0: "on n1, held, epoch 1, ready"}
            """;

    @Test
    void suspended_is_said_when_the_stop_is_proven_and_not_before() {
        var text = SUSPENDED.replace("QuorumLost", "QuorumLost, instances: ['db-0 on n1%s']")
                + "pods: {db-0: \"on n1, held, epoch 1, deleted\"}\n";
        assertThat(condition("Suspended", text.formatted(""))).returns(Answer.FALSE, Condition::answer)
                .returns("StopNotProven", Condition::reason);
        assertThat(condition("Suspended", text.formatted(", stopped by StopProof")).answer()).isEqualTo(Answer.TRUE);
    }

    @Test
    void suspended_is_not_said_while_a_pod_may_run_that_never_passed_the_gate() {
        var condition = condition("Suspended", SUSPENDED + "pods: {db-0: \"on n1, running\"}");
        assertThat(condition.answer()).isEqualTo(Answer.FALSE);
        assertThat(condition.message()).startsWith("db-0 on n1 may be running");
    }

    @Test
    void suspended_is_not_said_while_a_pod_may_run_that_the_record_does_not_know() {
        var condition = condition("Suspended", SUSPENDED + "pods: {db-0: \"on n1, held, epoch 1, running\"}");
        assertThat(condition.answer()).isEqualTo(Answer.FALSE);
        assertThat(condition.message()).startsWith("db-0 on n1 may be running");
    }

    @Test
    void suspended_is_not_said_while_votes_are_undecided() {
        assertThat(condition("Suspended", SUSPENDED.replace("silent 40s", "unproven 3s")))
                .returns(Answer.FALSE, Condition::answer).returns("OperatorBlind", Condition::reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Active", "Exclusive", "Suspended"})
    void of_a_group_whose_record_cannot_be_read_nothing_is_said(String type) {
        assertThat(condition(type, SUSPENDED.replaceAll("record: .*", "record: epoch is 'seven'")))
                .returns(Answer.UNKNOWN, Condition::answer).returns("RecordUnreadable", Condition::reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db-1: \"on n2, running\"", "db-1: \"on n2, held, epoch 1, running\""})
    void a_group_is_not_exclusive_nor_ready_while_another_pod_may_run_beside_it(String other) {
        var text = READY.replace("ready\"", "ready\", " + other);
        assertThat(condition("Exclusive", text).answer()).isEqualTo(Answer.FALSE);
        assertThat(condition("Ready", text).answer()).isEqualTo(Answer.FALSE);
        assertThat(condition("Exclusive", READY).answer()).isEqualTo(Answer.TRUE);
        assertThat(condition("Ready", READY).answer()).isEqualTo(Answer.TRUE);
    }

    @Test
    void a_group_is_not_exclusive_while_an_earlier_instance_is_in_doubt() {
        assertThat(condition("Exclusive", """
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: silent 40s}
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """)).returns(Answer.FALSE, Condition::answer).returns("EvidenceMissing", Condition::reason);
    }

    @Test
    void a_frozen_group_runs_on_and_is_not_ready() {
        var text = READY.replace("n3]}\nrecord",
                "n3], onLoss: Freeze}\nnodes: {n2: silent 40s, n3: silent 40s}\nrecord");
        assertThat(condition("Active", text).answer()).isEqualTo(Answer.TRUE);
        assertThat(condition("Ready", text)).returns(Answer.FALSE, Condition::answer)
                .returns("VotesMissing", Condition::reason);
        assertThat(condition("Suspended", text).reason()).isEqualTo("Frozen");
    }

    @Test
    void of_a_group_whose_node_is_silent_nobody_knows_whether_it_is_active() {
        assertThat(condition("Active", READY + "nodes: {n1: silent 40s}")).returns(Answer.UNKNOWN, Condition::answer)
                .returns("NodeSilent", Condition::reason);
    }

    private static Condition condition(String type, String text) {
        return Report.of(Situation.of(Given.of(text))).condition(type);
    }
}
