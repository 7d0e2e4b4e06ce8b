package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartTimeoutTest {

    private static final String STARTING = """
            group: {nodes: [n1, n2], resources: [db within 5m]}
            record: {epoch: 1, claim: held n1, instances: ["db-0 on n1, resource db, unready, for %s"]}
            pods: {db-0: "on n1, held, epoch 1, running, resource db"}
            """;

    @Test
    void a_start_has_failed_at_its_deadline_and_not_before() {
        assertThat(over(STARTING.formatted("299s"))).isFalse();
        assertThat(over(STARTING.formatted("300s"))).isTrue();
    }

    @Test
    void what_has_been_ready_once_has_started() {
        assertThat(over(STARTING.formatted("1h").replace(", unready", ""))).isFalse();
    }

    @Test
    void what_is_ready_now_has_started_though_nobody_has_noted_it() {
        assertThat(over(STARTING.formatted("1h").replace("running", "ready"))).isFalse();
    }

    @Test
    void without_a_timeout_a_start_may_last() {
        assertThat(over(STARTING.formatted("1h").replace(" within 5m", ""))).isFalse();
    }

    @Test
    void without_a_timeout_what_has_not_begun_has_failed_after_ten_minutes() {
        var pulling = STARTING.replace(" within 5m", "").replace(", running", "");
        assertThat(over(pulling.formatted("599s"))).isFalse();
        assertThat(over(pulling.formatted("600s"))).isTrue();
    }

    @Test
    void a_pod_that_is_bound_nowhere_has_not_failed_to_begin() {
        assertThat(over(
                STARTING.replace(" within 5m", "").replace("on n1, held, epoch 1, running", "unbound, held, epoch 1")
                        .formatted("1h")))
                .isFalse();
    }

    @Test
    void a_pod_that_is_gone_does_not_start() {
        assertThat(over(STARTING.formatted("1h").replaceAll("pods: .*", ""))).isFalse();
    }

    @Test
    void what_has_no_right_to_run_is_not_waited_for() {
        assertThat(over(STARTING.formatted("1h").replace("held n1", "released n1 because Cordoned"))).isFalse();
    }

    @Test
    void the_node_is_avoided_as_long_as_the_group_says() {
        var s = Situation.of(Given.of(STARTING.formatted("1h").replace("nodes: [n1, n2]",
                "nodes: [n1, n2], failures: '3 in 10m, avoid 30m'")));
        assertThat(StartTimeout.avoidance(s, s.record().unsettled().getFirst(), "").until())
                .isEqualTo(Given.NOW.plusSeconds(1800));
    }

    private static boolean over(String text) {
        var s = Situation.of(Given.of(text));
        return StartTimeout.over(s, s.record().unsettled().getFirst());
    }
}
