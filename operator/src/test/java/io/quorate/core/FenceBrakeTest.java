package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.FenceBrake.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FenceBrakeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void of_ten_nodes_three_are_fenced_within_a_minute() {
        assertThat(held("d", 10, begun(2), waiting("d", 0))).isEmpty();
        assertThat(held("d", 10, begun(3), waiting("d", 0)))
                .contains("waits: 3 of the 10 nodes of zone a may be fenced within a minute");
    }

    @Test
    void a_minute_later_the_next_ones_come() {
        assertThat(held("d", 10, Map.of("a", NOW.minusSeconds(60), "b", NOW.minusSeconds(59), "c", NOW),
                waiting("d", 0))).isEmpty();
    }

    @Test
    void two_are_always_let_through() {
        assertThat(held("b", 3, begun(1), waiting("b", 0))).isEmpty();
        assertThat(held("c", 3, begun(2), waiting("c", 0))).isPresent();
    }

    @Test
    void the_highest_priority_is_first_and_then_who_has_waited_longest() {
        var all = List.of(new Waiting("late", 0, NOW), new Waiting("early", 0, NOW.minusSeconds(5)),
                new Waiting("high", 7, NOW));

        assertThat(held("high", 4, begun(0), all)).isEmpty();
        assertThat(held("early", 4, begun(0), all)).isEmpty();
        assertThat(held("late", 4, begun(0), all)).isPresent();
    }

    @Test
    void what_has_begun_goes_on_and_does_not_wait_in_line() {
        assertThat(held("a", 4, begun(2), waiting("a", 0))).isEmpty();
        assertThat(held("z", 4, begun(1), List.of(new Waiting("a", 9, NOW.minusSeconds(9)), new Waiting("z", 0, NOW))))
                .isEmpty();
    }

    @Test
    void all_may_be_let_through() {
        assertThat(FenceBrake.of(NOW, "d", "zone a", 4, 100, begun(3), waiting("d", 0))).isEmpty();
    }

    private static Optional<String> held(String node, int nodes, Map<String, Instant> begun, List<Waiting> waiting) {
        return FenceBrake.of(NOW, node, "zone a", nodes, 30, begun, waiting);
    }

    /** Nodes a, b, c, ... */
    private static Map<String, Instant> begun(int number) {
        return IntStream.range(0, number).boxed().collect(Collectors.toMap(i -> "" + (char) ('a' + i),
                i -> NOW.minusSeconds(10 + i)));
    }

    private static List<Waiting> waiting(String node, int priority) {
        return List.of(new Waiting(node, priority, NOW));
    }
}
