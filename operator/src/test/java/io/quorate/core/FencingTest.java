package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FencingTest {

    private static final String LOST = """
            group: {nodes: [n1, n2, n3], stopTimeout: 30s}
            nodes: {n1: "silent 40s, fenceable, fenced boot 1"}
            record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
            pods: {db-0: "on n1, held, epoch 1, deleted, running"}
            """;
    private static final String STOPPING = LOST.replace("silent 40s", "online").replace(", stopping in boot 1", "");

    @Test
    void a_fence_is_asked_for_what_was_deleted_on_a_node_that_is_lost() {
        assertThat(steps(LOST)).singleElement().isInstanceOfSatisfying(Step.AskFence.class,
                f -> assertThat(f).returns("n1", Step.AskFence::node).returns("NodeSilent", Step.AskFence::reason)
                        .satisfies(x -> assertThat(x.covers()).containsExactly("db-0")));
    }

    @Test
    void the_node_record_says_so_first() {
        assertThat(steps(LOST.replace(", fenced boot 1", ""))).singleElement().isInstanceOfSatisfying(
                Step.WriteNodeRecord.class, w -> assertThat(w.next().fencedBoot()).isEqualTo("boot-1"));
    }

    @Test
    void what_was_not_deleted_or_whose_boot_is_not_noted_is_not_fenced() {
        assertThat(steps(LOST.replace("deleted, ", ""))).isEmpty();
        assertThat(steps(LOST.replace(", stopping in boot 1", ""))).isEmpty();
    }

    @Test
    void a_node_that_answers_is_fenced_when_the_stop_is_overdue_and_not_before() {
        assertThat(steps(STOPPING.replace("deleted", "deleted 29s ago"))).isEmpty();
        assertThat(steps(STOPPING.replace("deleted", "deleted 30s ago"))).singleElement()
                .extracting(Step::reason).isEqualTo("StopOverdue");
    }

    @Test
    void no_fence_is_asked_for_that_could_not_be_carried_out_or_would_not_be_believed() {
        assertThat(steps(LOST.replace(", fenceable", ""))).isEmpty();
        assertThat(steps(LOST.replace("30s}", "30s, accepts: [OutOfService]}"))).isEmpty();
        assertThat(steps(LOST.replaceAll("n1: .*\"", "n1: missing"))).isEmpty();
    }

    @Test
    void what_a_fence_of_this_boot_speaks_of_needs_no_other() {
        assertThat(steps(LOST.replace("boot 1\"}", "boot 1, fence failed of boot 1 covers db-0\"}"))).isEmpty();
        assertThat(steps(LOST.replace("boot 1\"}", "boot 1, fence failed of boot 0 covers db-0\"}"))).hasSize(1);
        assertThat(steps(LOST.replace("boot 1\"}", "boot 1, fence running of boot 1 covers db-9\"}"))).hasSize(1);
    }

    @Test
    void a_pod_that_never_passed_the_gate_needs_a_fence_too_once_somebody_has_deleted_it() {
        assertThat(steps(LOST.replace("db-0 on n1, ", "db-0 on n1, found, "))).hasSize(1);
    }

    private static List<Step> steps(String text) { return Fencing.steps(Situation.of(Given.of(text))); }
}
