package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelocationsTest {

    private static final String ACTIVE = """
            group: {nodes: [n1, n2, n3]}
            record: {epoch: 1, claim: held n1}
            """;

    @Test
    void of_two_requests_the_older_one_rules() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a to n2 for 30m, b to n3 for 30m]"));
        assertThat(Relocations.target(s.state(), "n2")).isTrue();
        assertThat(Relocations.target(s.state(), "n3")).isFalse();
    }

    @Test
    void a_request_that_has_ended_does_not_rule() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a to n2 for 0s, b to n3 for 30m]"));
        assertThat(Relocations.ruling(s.state())).map(Surroundings.Relocation::name).hasValue("b");
    }

    @Test
    void a_request_to_a_node_that_is_no_owner_does_not_rule() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a to n9 for 30m, b to n3 for 30m]"));
        assertThat(Relocations.ruling(s.state())).map(Surroundings.Relocation::name).hasValue("b");
    }

    @Test
    void the_group_leaves_for_a_target_that_can_take_it() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a to n2 for 30m]"));
        assertThat(Relocations.leave(s, "n1")).isTrue();
    }

    @Test
    void the_group_does_not_leave_for_a_target_that_cannot_take_it() {
        var s = Situation.of(Given.of(ACTIVE + """
                nodes: {n2: "online, cordoned"}
                relocations: [a to n2 for 30m]
                """));
        assertThat(Relocations.leave(s, "n1")).isFalse();
    }

    @Test
    void the_group_stays_on_the_node_that_was_asked_for() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a to n1 for 30m]"));
        assertThat(Relocations.leave(s, "n1")).isFalse();
    }

    @Test
    void the_group_leaves_the_node_that_it_is_to_be_kept_away_from_and_no_other() {
        var s = Situation.of(Given.of(ACTIVE + "relocations: [a away from n1 for 30m]"));
        assertThat(Relocations.leave(s, "n1")).isTrue();
        assertThat(Relocations.leave(s, "n2")).isFalse();
    }

    @Test
    void a_node_that_the_group_is_kept_away_from_is_not_made_active() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3]}
                relocations: [a away from n1 for 30m]
                """));
        assertThat(s.owner("n1")).map(Owner::reason).hasValue("Relocation");
        assertThat(s.successor()).hasValue("n2");
    }

    @Test
    void each_request_is_told_how_it_stands() {
        var s = Situation.of(Given.of(ACTIVE + """
                relocations:
                - a to n9 for 30m
                - b to n2 for -1m
                - c away from n1 for -1m, moved
                - d away from n2 for 30m, moved
                - e to n3 for 30m
                """));
        assertThat(Relocations.asked(s)).extracting(Report.Asked::phase).containsExactly(Relocations.Phase.REFUSED,
                Relocations.Phase.EXPIRED,
                Relocations.Phase.COMPLETED, Relocations.Phase.STAYING, Relocations.Phase.REFUSED);
    }

    @Test
    void the_group_has_moved_once_it_is_ready_there() {
        var request = "relocations: [a away from n2 for 30m]\n";
        assertThat(Relocations.asked(Situation.of(Given.of(ACTIVE + request)))).extracting(Report.Asked::phase)
                .containsExactly(Relocations.Phase.WAITING);
        assertThat(Relocations.asked(Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """ + request)))).extracting(Report.Asked::phase).containsExactly(Relocations.Phase.STAYING);
    }
}
