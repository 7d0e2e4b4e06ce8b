package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailbackTest {

    @Test
    void the_first_of_the_earlier_owners_that_can_is_the_target() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3, n4], failback: Automatic}
                nodes: {n1: "online, cordoned"}
                record: {epoch: 1, claim: held n4}
                """));
        assertThat(Failback.target(s, "n4")).hasValue("n2");
    }

    @Test
    void a_later_owner_is_no_target() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: Automatic}
                record: {epoch: 1, claim: held n1}
                """));
        assertThat(Failback.target(s, "n1")).isEmpty();
    }

    @Test
    void under_never_there_is_no_target() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: Never}
                record: {epoch: 1, claim: held n2}
                """));
        assertThat(Failback.target(s, "n2")).isEmpty();
    }

    @Test
    void a_preferred_neighbour_is_not_left_for_the_order() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: Automatic, constraints: [prefers same node as shop/ledger]}
                record: {epoch: 1, claim: held n2}
                groups: {shop/ledger: ready on n2}
                """));
        assertThat(Failback.target(s, "n2")).isEmpty();
    }

    @Test
    void a_move_by_hand_is_not_undone_while_it_lasts() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: Automatic}
                record: {epoch: 1, claim: held n2}
                relocations: [maintenance to n2 for 30m]
                """));
        assertThat(Failback.target(s, "n2")).isEmpty();
    }

    @Test
    void an_owner_whose_record_says_down_has_not_begun_to_soak() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: "Automatic, soak 5m"}
                nodes: {n1: "online, record down, up for 1h"}
                record: {epoch: 1, claim: held n2}
                """));
        assertThat(Failback.refusal(s, "n1")).map(Refusal::reason).hasValue("NotUp");
    }

    @Test
    void the_soak_time_is_waited_for_and_no_longer() {
        var text = """
                group: {nodes: [n1, n2], failback: "Automatic, soak 5m"}
                nodes: {n1: "online, up for %s"}
                record: {epoch: 1, claim: held n2}
                """;
        assertThat(Failback.refusal(Situation.of(Given.of(text.formatted("299s"))), "n1"))
                .hasValueSatisfying(r -> assertThat(r.until()).hasValue(Given.NOW.plusSeconds(1)));
        assertThat(Failback.refusal(Situation.of(Given.of(text.formatted("300s"))), "n1")).isEmpty();
    }

    @Test
    void the_window_is_waited_for_after_the_soak_time() {
        var text = """
                group: {nodes: [n1, n2], failback: "Automatic, soak 5m, window"}
                nodes: {n1: "online, up for 1h"}
                record: {epoch: 1, claim: held n2}
                window: %s
                """;
        assertThat(Failback.refusal(Situation.of(Given.of(text.formatted("closed"))), "n1"))
                .hasValueSatisfying(r -> assertThat(r.message()).endsWith("which never opens"));
        assertThat(Failback.refusal(Situation.of(Given.of(text.formatted("open"))), "n1")).isEmpty();
    }

    @Test
    void an_open_window_does_not_shorten_the_soak_time() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failback: "Automatic, soak 5m, window"}
                nodes: {n1: "online, up for 1m"}
                record: {epoch: 1, claim: held n2}
                window: open
                """));
        assertThat(Failback.refusal(s, "n1")).map(Refusal::reason).hasValue("Soaking");
    }
}
