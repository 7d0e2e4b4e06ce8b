package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How the demo ends, played with a story of one statement. */
class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Timeline timeline = new Timeline(stream(out), Instant.now(), false);
    private final CountDownLatch looked = new CountDownLatch(1);

    /** @param difference of its statement */
    private record Statement(Timeline timeline, String difference, CountDownLatch looked) implements DemoStory {

        @Override
        public List<String> play() {
            var check = new Check(timeline, () -> {});
            check.holds("g220 goes on", () -> difference);
            return check.failures();
        }

        @Override
        public String costsAre() { return "Writes:"; }

        @Override
        public List<String> costs() { return List.of("act 1: none"); }

        @Override
        public Duration firstReady() { return Duration.ofSeconds(17); }

        @Override
        public void look() { looked.countDown(); }

        @Override
        public List<String> toTry() { return List.of("kubectl get rg -A"); }

        @Override
        public void close() {}
    }

    @Test
    void exit_code_0_when_every_statement_holds() {
        var demo = demo();

        assertThat(demo.run(() -> demo.play(story(""), List.of()))).isZero();

        assertThat(text(out)).contains("Writes:\n  act 1: none\n\nEvery statement holds.\n",
                "The first group was active after 17 s");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void exit_code_1_and_the_difference_when_one_does_not() {
        var demo = demo();

        assertThat(demo.run(() -> demo.play(story("active node is n204, expected n202; "), List.of()))).isEqualTo(1);

        assertThat(text(out)).contains("NOT  g220 goes on: active node is n204, expected n202; \n",
                "Does not hold:\n  g220 goes on: active node is n204, expected n202; \n");
        assertThat(text(err)).isEqualTo("e2e/demo: not every statement holds\n");
    }

    @Test
    void exit_code_1_when_the_story_breaks_off() {
        assertThat(demo().run(() -> {
            throw new IllegalStateException("no such node");
        })).isEqualTo(1);

        assertThat(text(err)).contains("the story broke off: ", "no such node").hasLineCount(1);
    }

    @Test
    void exit_code_2_when_it_could_not_begin() {
        assertThat(demo().run(() -> {
            throw new Unmet("go is not there: install it");
        })).isEqualTo(2);

        assertThat(text(err)).isEqualTo("e2e/demo: go is not there: install it\n");
    }

    @Test
    void keep_tells_how_to_reach_the_cluster_and_goes_on_until_a_signal() throws Exception {
        var demo = demo("--keep");
        var playing = new FutureTask<>(
                () -> demo.run(() -> demo.play(story(""), List.of("export KUBECONFIG=/somewhere"))));
        var thread = Thread.ofPlatform().start(playing);
        looked.await();
        assertThat(playing.isDone()).isFalse();

        demo.ending(thread).run();

        assertThat(playing.get()).isZero();
        assertThat(text(out)).contains("In another shell:\n\n  export KUBECONFIG=/somewhere\n  kubectl get rg -A\n")
                .endsWith("\nEnding.\n");
        assertThat(text(err)).isEmpty();
    }

    private Demo demo(String... words) { return new Demo(timeline, List.of(words), stream(err)); }

    private Statement story(String difference) { return new Statement(timeline, difference, looked); }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) { return bytes.toString(StandardCharsets.UTF_8); }
}
