package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnerChangeTest {

    @Test
    void list_that_is_recorded_already_is_no_change() {
        var s = situation("""
                group: {nodes: [n1, n2, n3]}
                """);

        assertThat(OwnerChange.pending(s)).isFalse();
        assertThat(OwnerChange.steps(s)).isEmpty();
    }

    @Test
    void group_without_a_record_has_no_earlier_list() {
        assertThat(OwnerChange.pending(situation("""
                group: {nodes: [n1, n2, n3]}
                record: absent
                """))).isFalse();
    }

    @Test
    void another_order_is_a_change_and_harmless() {
        assertThat(OwnerChange.steps(situation("""
                group: {nodes: [n3, n2, n1]}
                record: {owners: [n1, n2, n3], epoch: 1, claim: held n1}
                """))).singleElement().isInstanceOfSatisfying(Step.WriteRecord.class,
                w -> assertThat(w.next().owners()).containsExactly("n3", "n2", "n1"));
    }

    @Test
    void active_group_does_not_take_over_what_would_cost_its_quorum() {
        var s = situation("""
                group: {nodes: [n1, n8, n9]}
                nodes: {n8: missing, n9: missing}
                record: {owners: [n1, n2, n3], epoch: 1, claim: held n1}
                """);

        assertThat(OwnerChange.steps(s)).isEmpty();
        assertThat(OwnerChange.refusal(s)).map(Refusal::message).get().asString()
                .contains("no quorum under it", "n8 (no such node)", "correct spec.nodes");
    }

    @Test
    void active_group_waits_while_the_votes_under_the_new_list_are_undecided() {
        var s = situation("""
                group: {nodes: [n1, n8, n9]}
                nodes: {n8: unproven 3s, n9: unproven 3s}
                record: {owners: [n1, n2, n3], epoch: 1, claim: held n1}
                """);

        assertThat(OwnerChange.steps(s)).isEmpty();
        assertThat(OwnerChange.refusal(s)).map(Refusal::message).get().asString().contains("not decided yet");
    }

    @Test
    void frozen_group_takes_over_what_gives_it_quorum_and_nothing_else() {
        var text = """
                group: {nodes: [n1, n8, n9], onLoss: Freeze}
                nodes: {n2: silent 40s, n3: silent 40s, n8: %s, n9: %s}
                record: {owners: [n1, n2, n3], epoch: 1, claim: held n1}
                """;

        assertThat(OwnerChange.steps(situation(text.replace("%s", "online")))).hasSize(1);
        assertThat(OwnerChange.steps(situation(text.replace("%s", "missing")))).isEmpty();
    }

    @Test
    void group_that_is_not_active_takes_every_list_over() {
        assertThat(OwnerChange.refusal(situation("""
                group: {nodes: [n8, n9]}
                nodes: {n8: missing, n9: missing}
                record: {owners: [n1, n2, n3], epoch: 1, claim: released n1 because Stopped}
                """))).isEmpty();
    }

    private static Situation situation(String text) { return Situation.of(Given.of(text)); }
}
