package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationFailuresTest {

    @Test
    void a_restart_is_counted_once() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, running, restarts 1"}
                """));
        var once = ApplicationFailures.counted(s, s.record());
        assertThat(once.failures()).extracting(f -> f.times().size()).containsExactly(1);
        assertThat(ApplicationFailures.counted(s, once)).isEqualTo(once);
    }

    @Test
    void restarts_found_at_one_look_count_as_one_for_nobody_knows_when_they_were() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, running, restarts 9"}
                """));
        var once = ApplicationFailures.counted(s, s.record());
        assertThat(once.failures()).extracting(f -> f.times().size()).containsExactly(1);
        assertThat(ApplicationFailures.counted(s, once)).isEqualTo(once);
    }

    @Test
    void without_a_limit_nothing_is_counted() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, running, restarts 9"}
                """));
        assertThat(ApplicationFailures.counted(s, s.record())).isEqualTo(s.record());
    }

    @Test
    void what_has_no_right_to_run_does_not_fail() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: released n1 because Stopped, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, running, restarts 9"}
                """));
        assertThat(ApplicationFailures.counted(s, s.record())).isEqualTo(s.record());
    }

    @Test
    void the_end_of_a_pod_is_a_failure_unless_it_was_told_to_stop() {
        var text = """
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, failed by kubelet%s"}
                """;
        var ended = Situation.of(Given.of(text.formatted("")));
        assertThat(ApplicationFailures.counted(ended, ended.record()).failures()).hasSize(1);
        var told = Situation.of(Given.of(text.formatted(", deleted")));
        assertThat(ApplicationFailures.counted(told, told.record()).failures()).isEmpty();
    }

    @Test
    void the_window_slides() {
        var text = """
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, instances: ["db-0 on n1, restarts 2"], failures: ["main on n1: 2 since %s"]}
                pods: {db-0: "on n1, held, epoch 1, running, restarts 3"}
                """;
        var inside = Situation.of(Given.of(text.formatted("600s")));
        assertThat(ApplicationFailures.counted(inside, inside.record()).failures())
                .extracting(f -> f.times().size()).containsExactly(3);
        var after = Situation.of(Given.of(text.formatted("601s")));
        assertThat(ApplicationFailures.counted(after, after.record()).failures())
                .containsExactly(new Failures("main", "n1", List.of(Given.NOW.minusSeconds(60), Given.NOW)));
    }

    @Test
    void failures_of_another_node_are_not_held_against_this_one() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 2, claim: held n2, failures: ["main on n1: 3 since 1m"]}
                """));
        assertThat(ApplicationFailures.tooMany(s, s.record(), "n2")).isEmpty();
        assertThat(ApplicationFailures.tooMany(s, s.record(), "n1")).isPresent();
    }

    @Test
    void old_failures_are_not_too_many() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, failures: ["main on n1: 11m 9m 1m"]}
                """));
        assertThat(ApplicationFailures.tooMany(s, s.record(), "n1")).isEmpty();
    }

    @Test
    void a_node_that_is_left_is_avoided_and_counts_from_nothing() {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2], failures: "3 in 10m, avoid 30m"}
                record: {epoch: 1, claim: held n1, failures: ["main on n1: 3 since 1m"]}
                """));
        var left = ApplicationFailures.left(s, s.record(), s.record().failures().getFirst());
        assertThat(left.held()).isEmpty();
        assertThat(left.failures()).isEmpty();
        assertThat(left.avoided()).extracting(Avoidance::node, Avoidance::until)
                .containsExactly(tuple("n1", Given.NOW.plusSeconds(1800)));
    }
}
