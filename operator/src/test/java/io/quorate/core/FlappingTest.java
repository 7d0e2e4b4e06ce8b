package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlappingTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void losses_are_forgotten_after_six_hours() {
        var old = List.of(NOW.minus(Duration.ofHours(7)), NOW.minus(Duration.ofHours(5)));

        assertThat(Flapping.with(old, NOW)).containsExactly(NOW.minus(Duration.ofHours(5)), NOW);
    }

    @Test
    void the_last_eight_are_enough() {
        var many = IntStream.range(0, 8).mapToObj(i -> NOW.minusSeconds(80 - i)).toList();

        assertThat(Flapping.with(many, NOW)).hasSize(8).startsWith(many.get(1)).endsWith(NOW);
    }

    /** Losses a minute apart, the last one just now; how long the node comes last. */
    @ParameterizedTest
    @CsvSource({"3,5m", "4,10m", "5,20m", "6,40m", "7,60m", "8,60m"})
    void with_each_loss_it_is_avoided_longer(int losses, String avoided) {
        var ago = String.join(" and ", IntStream.range(0, losses).mapToObj(i -> losses - 1 - i + "m").toList());
        var state = Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "online, lost %s ago"}
                """.formatted(ago));

        assertThat(Flapping.of(state, "n1", "").orElseThrow().until())
                .contains(state.now().plus(Given.span(avoided)));
        assertThat(Flapping.of(state, "n2", "")).isEmpty();
    }
}
