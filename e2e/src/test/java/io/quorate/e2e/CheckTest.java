package io.quorate.e2e;

import static io.quorate.e2e.Check.differs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Statements that hold, and those that do not. */
class CheckTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicInteger looks = new AtomicInteger();
    private final Timeline timeline = new Timeline(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(),
            false);
    private final Check check = new Check(timeline, looks::incrementAndGet);

    @Test
    void what_does_not_hold_is_kept_with_the_difference() {
        check.holds("g220 goes on", () -> differs("active node", "n204", "n202"));

        assertThat(check.failures()).containsExactly("g220 goes on: active node is n204, expected n202; ");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("NOT  g220 goes on: active node is n204, expected");
    }

    @Test
    void what_holds_leaves_no_failure() {
        check.holds("g220 goes on", () -> differs("active node", "n202", "n202"));

        assertThat(check.failures()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ok   g220 goes on");
    }

    @Test
    void what_comes_to_hold_is_waited_for() {
        check.becomes("the third look", () -> looks.get() < 3 ? "not yet; " : "");

        assertThat(check.failures()).isEmpty();
    }

    @Test
    void what_never_comes_to_hold_is_kept_with_the_last_difference() {
        var impatient = new Check(timeline, () -> {}, Duration.ofSeconds(1));

        impatient.becomes("a move", () -> differs("active node", "", "n204"));

        assertThat(impatient.failures()).containsExactly("a move: active node is , expected n204; after 1 s");
    }

    @Test
    void what_cannot_be_looked_at_does_not_hold() {
        check.holds("a look", () -> {
            throw new IllegalStateException("the API server is away");
        });

        assertThat(check.failures()).singleElement().asString().contains("the API server is away; ");
    }

    @Test
    void an_interrupted_story_goes_on_with_nothing() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> check.becomes("a move", () -> "not yet; ")).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> check.holds("a look", () -> {
                throw new IllegalStateException("interrupted");
            })).hasMessage("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(check.failures()).isEmpty();
    }
}
