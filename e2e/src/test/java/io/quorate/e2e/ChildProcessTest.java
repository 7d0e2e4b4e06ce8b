package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child's end: its own, asked for, and with this JVM. */
class ChildProcessTest {
    private static final String WITH_CHILD = "sleep 600 & wait";

    @TempDir
    Path dir;

    /** A JVM to be killed: it starts a running and a halted child, and tells their process ids. */
    public static final class Parent {
        private Parent() {
        }

        public static void main(String[] args) throws InterruptedException {
            var log = Path.of(args[0]);
            var running = ChildProcess.start("running", List.of("sleep", "600"), Map.of(), log);
            var halted = ChildProcess.start("halted", List.of("sleep", "600"), Map.of(), log);
            halted.signal("STOP");
            var busy = ChildProcess.start("busy", List.of("/bin/sh", "-c", WITH_CHILD), Map.of(), log);
            while (ProcessHandle.of(busy.pid()).orElseThrow().children().findAny().isEmpty()) {
                Thread.onSpinWait();
            }
            System.out.println(running.pid());
            System.out.println(halted.pid());
            System.out.println(busy.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void no_child_outlives_a_killed_jvm() throws IOException {
        var parent = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Parent.class.getName(), dir.resolve("log").toString()).start();
        try {
            var lines = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
            var children = List.of(child(lines.readLine()), child(lines.readLine()), child(lines.readLine()));
            var all = parent.descendants().toList();
            assertThat(all).containsAll(children);

            parent.destroyForcibly();

            await().atMost(Duration.ofSeconds(30)).until(() -> all.stream().noneMatch(ChildProcessTest::runs));
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void a_child_that_ignores_term_is_killed() {
        var child = ChildProcess.start("stubborn", List.of("/bin/sh", "-c", "trap '' TERM; echo ready; sleep 600"),
                Map.of(), dir.resolve("log"));
        await().until(() -> child.tail().contains("ready"));

        child.stop(Duration.ofMillis(100));

        assertThat(child.alive()).isFalse();
        assertThat(child.exitCode()).isEqualTo(128 + 9);
    }

    @Test
    void a_killed_child_takes_with_it_what_it_has_started() {
        var child = ChildProcess.start("busy", List.of("/bin/sh", "-c", WITH_CHILD), Map.of(), dir.resolve("log"));
        var handle = ProcessHandle.of(child.pid()).orElseThrow();
        await().until(() -> handle.children().findAny().isPresent());
        var started = handle.children().toList();

        child.kill();

        await().atMost(Duration.ofSeconds(30)).until(() -> started.stream().noneMatch(ChildProcessTest::runs));
    }

    @Test
    void an_interrupted_thread_waits_for_the_end_of_what_it_kills() {
        var child = ChildProcess.start("sleeper", List.of("sleep", "600"), Map.of(), dir.resolve("log"));
        Thread.currentThread().interrupt();

        child.stop(Duration.ofSeconds(5));

        assertThat(child.alive()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_childs_exit_code_and_output_are_kept() throws IOException {
        var log = dir.resolve("log");

        var child = ChildProcess.start("short", List.of("/bin/sh", "-c", "echo said; exit 3"), Map.of(), log);

        assertThat(child.exitCode()).isEqualTo(3);
        assertThat(Files.readString(log)).isEqualTo("said\n");
    }

    // What has ended, and waits for a busy or missing init to take notice, has no program any more.
    static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static ProcessHandle child(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
