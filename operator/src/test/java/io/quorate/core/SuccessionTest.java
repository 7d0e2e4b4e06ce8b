package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuccessionTest {

    @Test
    void the_first_owner_that_can_is_next() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "online, cordoned"}
                """));
        assertThat(s.successor()).hasValue("n2");
    }

    @Test
    void the_owner_that_a_relocation_asks_for_is_next() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3]}
                relocations: [maintenance to n3 for 30m]
                """));
        assertThat(s.successor()).hasValue("n3");
    }

    @Test
    void a_preferred_neighbour_outranks_the_order() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3], constraints: [prefers same node as shop/ledger]}
                groups: {shop/ledger: ready on n2}
                """));
        assertThat(s.successor()).hasValue("n2");
    }

    @Test
    void a_relocation_outranks_a_preferred_neighbour() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3], constraints: [prefers same node as shop/ledger]}
                groups: {shop/ledger: ready on n2}
                relocations: [maintenance to n3 for 30m]
                """));
        assertThat(s.successor()).hasValue("n3");
    }

    @Test
    void after_a_stop_by_hand_the_load_says_nothing() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failover: LeastLoaded}
                nodes: {n1: "online, load 900"}
                record: {epoch: 1, claim: released n2 because Stopped}
                """));
        assertThat(s.successor()).hasValue("n1");
    }

    @Test
    void after_a_return_home_the_next_failover_goes_by_the_load_again() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3], failover: LeastLoaded, failback: Automatic}
                nodes: {n2: "online, load 900", n3: "online, load 100"}
                record: {epoch: 3, claim: held n1 because Failback}
                """));
        assertThat(s.successor()).hasValue("n3");
    }

    @Test
    void under_never_the_group_starts_where_it_was() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failover: Never}
                record: {epoch: 1, claim: released n2 because NodeSilent}
                """));
        assertThat(s.successor()).hasValue("n2");
    }

    @Test
    void under_never_a_node_that_is_no_owner_any_more_is_not_waited_for() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failover: Never}
                record: {epoch: 1, claim: released n9 because OwnerRemoved}
                """));
        assertThat(s.successor()).hasValue("n1");
    }

    @Test
    void a_group_that_waits_longer_starts_nothing_on_a_node_that_is_down() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], grace: 60s}
                nodes: {n1: silent 25s}
                """));
        assertThat(s.owner("n1")).hasValueSatisfying(o -> assertThat(o.counted()).isTrue());
        assertThat(s.successor()).hasValue("n2");
    }

    @Test
    void an_owner_is_avoided_until_its_time_and_no_longer() {
        var text = """
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: released n1 because Unschedulable, avoided: [n1 for %s because Unschedulable]}
                """;
        assertThat(Situation.of(Given.of(text.formatted("1s"))).successor()).hasValue("n2");
        assertThat(Situation.of(Given.of(text.formatted("0s"))).successor()).hasValue("n1");
    }
}
