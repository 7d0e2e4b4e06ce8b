package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.Report.Answer;
import io.quorate.core.Report.Condition;
import org.junit.jupiter.api.Test;

class TakeOverTest {

    @Test
    void a_group_that_is_active_nowhere_cannot_fail_over() {
        assertThat(condition("group: {nodes: [n1, n2, n3]}").reason()).isEqualTo("NotActive");
    }

    @Test
    void with_a_vote_to_spare_and_a_successor_it_can() {
        var condition = condition("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "online, fenceable"}
                record: {epoch: 1, claim: held n1}
                """);
        assertThat(condition.answer()).isEqualTo(Answer.TRUE);
        assertThat(condition.message()).isEqualTo("next: n2");
    }

    @Test
    void without_a_vote_to_spare_no_loss_is_survived() {
        assertThat(condition("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n2: silent 60s}
                record: {epoch: 1, claim: held n1}
                """).message()).isEqualTo("the loss of n1 or n3 would cost the quorum");
    }

    @Test
    void of_two_owners_none_may_be_lost_unless_the_control_plane_votes() {
        var two = "group: {nodes: [n1, n2], witness: %s, accepts: [Unfenced]}\nrecord: {epoch: 1, claim: held n1}\n";
        assertThat(condition(two.formatted("None")).reason()).isEqualTo("NoMargin");
        assertThat(condition(two.formatted("ControlPlane")).answer()).isEqualTo(Answer.TRUE);
    }

    @Test
    void without_quorum_there_is_none_to_lose() {
        assertThat(condition("""
                group: {nodes: [n1, n2, n3], onLoss: Freeze}
                nodes: {n2: silent 60s, n3: silent 60s}
                record: {epoch: 1, claim: held n1}
                """).reason()).isEqualTo("NotQuorate");
    }

    @Test
    void where_nobody_could_follow_it_says_why_of_each() {
        assertThat(condition("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n2: "online, cordoned", n3: "online, barrier no disk"}
                record: {epoch: 1, claim: held n1}
                """).message()).contains("n2 (cordoned", "n3 (no disk)");
    }

    @Test
    void without_anything_that_could_prove_the_stop_it_needs_a_person() {
        assertThat(condition("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1}
                """)).returns("NoFencing", Condition::reason).returns(Answer.FALSE, Condition::answer)
                .returns("if n1 were lost, only a person could say that it is off: declare a FencingMethod that"
                        + " selects it", Condition::message);
        assertThat(condition("""
                group: {nodes: [n1, n2, n3], accepts: [OutOfService]}
                nodes: {n1: "online, fenceable"}
                record: {epoch: 1, claim: held n1}
                """).reason()).isEqualTo("NoFencing");
        assertThat(condition("""
                group: {nodes: [n1, n2, n3], accepts: [NodeDeleted]}
                record: {epoch: 1, claim: held n1}
                """).answer()).isEqualTo(Answer.TRUE);
    }

    @Test
    void while_people_work_on_it_nothing_is_moved() {
        assertThat(condition("""
                group: {nodes: [n1, n2, n3], run: Paused}
                nodes: {n1: "online, fenceable"}
                record: {epoch: 1, claim: held n1}
                """).reason()).isEqualTo("Paused");
    }

    private static Condition condition(String text) { return TakeOver.condition(Situation.of(Given.of(text))); }
}
