package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeUpkeepTest {

    @Test
    void a_record_that_is_true_is_left_alone() {
        assertThat(changes("online")).isEmpty();
        assertThat(changes("silent 60s, record down")).isEmpty();
    }

    @Test
    void a_node_that_is_lost_goes_down_and_one_that_is_back_comes_up() {
        assertThat(changes("silent 60s, record up")).containsExactly("n1 is down");
        assertThat(changes("online, record down")).containsExactly("n1 is up");
    }

    @Test
    void what_is_not_known_changes_no_record() {
        assertThat(changes("unproven 3s, record up")).isEmpty();
        assertThat(changes("unproven 3s, record down")).isEmpty();
        assertThat(changes("not-ready 5s, record up")).isEmpty();
    }

    @Test
    void a_node_gets_a_record_once_it_is_known_how_it_is() {
        assertThat(changes("online, no record")).containsExactly("n1 is up");
        assertThat(changes("unproven 3s, no record")).isEmpty();
    }

    private static List<String> changes(String node) {
        var s = Situation.of(Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "%s"}
                """.formatted(node)));
        return NodeUpkeep.steps(s).stream().map(Step.WriteNodeRecord.class::cast).map(Step.WriteNodeRecord::reason)
                .toList();
    }
}
