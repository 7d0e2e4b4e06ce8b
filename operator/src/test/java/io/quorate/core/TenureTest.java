package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TenureTest {

    private static final String KEPT = "";

    private static final String ACTIVE = """
            group: {nodes: [n1, n2, n3]%s}
            nodes: {n1: "%s"}
            record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
            pods: {db-0: "on n1, held, epoch 1, ready"}
            """;

    /** Admitted, and its gate still holds it. */
    private static final String UNOPENED = ACTIVE.replace("on n1, held, epoch 1, ready", "gated, held");

    @Test
    void a_claim_on_a_healthy_node_is_kept() {
        assertThat(released(ACTIVE, "", "online")).isEqualTo(KEPT);
    }

    @Test
    void a_silent_node_is_left_where_its_stop_can_be_proven() {
        assertThat(released(ACTIVE, "", "silent 60s, out-of-service")).isEqualTo("NodeSilent");
        assertThat(released(ACTIVE, "", "silent 60s")).isEqualTo(KEPT);
    }

    @Test
    void a_silent_node_is_left_before_the_gate_is_opened() {
        assertThat(released(UNOPENED, "", "silent 60s")).isEqualTo("NodeSilent");
    }

    @Test
    void a_node_in_doubt_is_not_left() {
        assertThat(released(UNOPENED, "", "not-ready 5s")).isEqualTo(KEPT);
        assertThat(released(UNOPENED, "", "unproven 5s")).isEqualTo(KEPT);
    }

    @Test
    void a_node_that_is_not_ready_is_left_where_a_fence_would_prove_its_stop() {
        assertThat(released(ACTIVE, "", "not-ready 60s, fenceable")).isEqualTo("NotReady");
        assertThat(released(ACTIVE, "", "not-ready 60s")).isEqualTo(KEPT);
        assertThat(released(ACTIVE, ", accepts: [Unfenced]", "not-ready 60s, fenceable")).isEqualTo(KEPT);
    }

    @Test
    void a_running_group_is_not_taken_off_a_cordoned_node() {
        assertThat(released(ACTIVE, "", "online, cordoned")).isEqualTo(KEPT);
        assertThat(released(UNOPENED, "", "online, cordoned")).isEqualTo("Cordoned");
    }

    @Test
    void another_machine_has_no_claim_but_what_ran_on_the_old_one_is_still_in_doubt() {
        assertThat(released(UNOPENED, "", "online, another machine")).isEqualTo("MachineReplaced");
        assertThat(released(ACTIVE, "", "online, another machine")).isEqualTo(KEPT);
    }

    @Test
    void a_reboot_keeps_the_claim_for_the_new_boot() {
        var s = Situation.of(Given.of(ACTIVE.formatted("", "online, boot 2")));
        assertThat(Tenure.of(s).held()).map(Claim::machine).map(Machine::bootId).hasValue("boot-2");
    }

    @Test
    void a_group_with_nowhere_to_go_stays_where_it_fails() {
        var failing = ACTIVE.replace("instances:", "failures: ['main on n1: 3 since 1m'], instances:");
        assertThat(released(failing, ", failures: '3 in 10m, avoid 30m'", "online")).isEqualTo("ApplicationFailures");
        var alone = failing.replace("nodes: {", "nodes: {n2: 'online, cordoned', n3: 'online, cordoned', ");
        assertThat(released(alone, ", failures: '3 in 10m, avoid 30m'", "online")).isEqualTo(KEPT);
    }

    @Test
    void a_pod_that_does_not_fit_makes_its_node_avoided() {
        var s = Situation.of(Given.of(ACTIVE.formatted("", "online").replace("on n1, held, epoch 1, ready",
                "unbound, held, epoch 1, unschedulable")));
        assertThat(Tenure.of(s).avoided()).extracting(Avoidance::until)
                .containsExactly(Given.NOW.plus(Tenure.AVOID_UNSCHEDULABLE));
    }

    @Test
    void nothing_moves_for_order_while_a_stop_is_under_way() {
        var away = "relocations: [a away from n1 for 30m]";
        assertThat(released(ACTIVE + away, "", "online")).isEqualTo("Relocation");
        assertThat(released(ACTIVE.replace("ready", "ready, deleted") + away, "", "online")).isEqualTo(KEPT);
    }

    @Test
    void claim_is_left_for_a_pod_that_is_to_be_adopted_and_not_for_order() {
        assertThat(released(ACTIVE.replace("db-0 on n1", "'db-0 on n2, found'").replace("on n1, held, epoch 1",
                "on n2, held") + "relocations: [a away from n1 for 30m]", "", "online")).isEqualTo("RunsAlready");
    }

    @Test
    void a_move_with_nowhere_to_go_is_refused_in_words() {
        var alone = ACTIVE.replace("nodes: {", "nodes: {n2: 'online, cordoned', n3: 'online, cordoned', ")
                + "relocations: [a away from n1 for 30m]";
        assertThat(released(alone, "", "online")).isEqualTo(KEPT);
        assertThat(Tenure.refusal(Situation.of(Given.of(alone.formatted("", "online")))))
                .map(Refusal::what).hasValue("Move (Relocation)");
    }

    /** Why the claim is released; empty if it is kept. */
    private static String released(String text, String group, String node) {
        var next = Tenure.of(Situation.of(Given.of(text.formatted(group, node))));
        return next.held().isPresent() ? KEPT : next.claim().orElseThrow().reason();
    }
}
