package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void of_what_is_in_doubt_it_is_told_which_fence_was_asked() {
        var report = report("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "silent 40s, fenceable, fence running of boot 1 covers db-0"}
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
                pods: {db-0: "on n1, held, deleted, epoch 1, running"}
                """);
        assertThat(report.doubts()).singleElement().satisfies(d -> assertThat(d.fence()).isPresent());
    }

    @Test
    void a_node_is_avoided_until_its_time_is_over() {
        assertThat(report("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, avoided: [n1 for 5m because Unschedulable, n2 for -5m because Unschedulable]}
                """).avoided()).extracting(Avoidance::node).containsExactly("n1");
    }

    private static Report report(String text) { return Report.of(Situation.of(Given.of(text))); }
}
