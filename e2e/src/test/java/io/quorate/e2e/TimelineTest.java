package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person sees of a story, on a terminal and in a file. */
class TimelineTest {
    private static final String ONE = "g220    n202";
    private static final String TWO = "g222    n204";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void on_a_terminal_the_table_stays_below_the_last_line() {
        var timeline = timeline(true);
        timeline.does("apply");
        timeline.shows(List.of(ONE, TWO), List.of(TWO));
        var before = written();

        timeline.holds("g222 is active");

        // Up over the empty line, the header and two rows, and all cleared from there.
        assertThat(before).doesNotContain("\033").endsWith(below(ONE, TWO));
        assertThat(written()).startsWith("\033[4A\033[J").containsOnlyOnce("ok   g222 is active\n")
                .endsWith(below(ONE, TWO));
    }

    @Test
    void on_a_terminal_nothing_stays_below_the_end() {
        var timeline = timeline(true);
        timeline.shows(List.of(ONE), List.of(ONE));
        written();

        timeline.close("Ending.");
        timeline.tells("more");

        assertThat(written()).isEqualTo("\033[3A\033[JEnding.\n");
    }

    @Test
    void in_a_file_the_table_follows_each_act() {
        var timeline = timeline(false);
        timeline.act("1. Nodes join.");
        timeline.shows(List.of(ONE, TWO), List.of(ONE));
        timeline.shows(List.of(ONE, TWO), List.of());
        assertThat(written()).contains("\n1. Nodes join.\n", Table.HEADER, "-    " + ONE + "\n").doesNotContain(TWO);

        timeline.ends();

        assertThat(written().lines().map(String::strip)).containsExactly("", ONE, TWO);
    }

    @Test
    void each_line_tells_the_seconds_since_the_start_and_since_the_last_thing_done() {
        var timeline = new Timeline(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now().minusSeconds(60),
                false);
        timeline.tells("builds");
        timeline.does("crash");
        timeline.holds("it is seen");

        assertThat(written().lines()).satisfiesExactly(
                line -> assertThat(line).matches(" +\\d+\\.\\d s +builds"),
                line -> assertThat(line).matches(" +\\d+\\.\\d s +do +crash"),
                line -> assertThat(line).matches(" +\\d+\\.\\d s +\\+\\d+\\.\\d +ok +it is seen"));
    }

    private Timeline timeline(boolean live) {
        return new Timeline(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(), live);
    }

    private static String below(String... rows) {
        var indent = " ".repeat(25);
        return "\n\n" + indent + Table.HEADER + "\n" + indent + String.join("\n" + indent, rows) + "\n";
    }

    private String written() {
        var text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }
}
