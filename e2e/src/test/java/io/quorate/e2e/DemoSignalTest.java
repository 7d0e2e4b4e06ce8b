package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of the demo. */
class DemoSignalTest {
    @TempDir
    Path dir;

    @Test
    void once_there_are_groups_it_leaves_no_process_and_no_folder() throws Exception {
        Binaries.ready(System.out::println);
        // Where the tests themselves are in the background of a script, SIGINT is ignored by all they start.
        var demo = new ProcessBuilder("env", "--default-signal=INT",
                ProcessHandle.current().info().command().orElseThrow(), "-Djava.io.tmpdir=" + dir,
                "-Dquorate.chart=../charts/quorate", "-cp", System.getProperty("java.class.path"), Demo.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var says = demo.inputReader()) {
            assertThat(says.lines().anyMatch(line -> line.matches(".* -  +g2\\d\\d .*"))).isTrue();
            var started = demo.descendants().toList();
            assertThat(started).hasSizeGreaterThan(14); // Four of the control plane, nine nodes, the operator.

            new ProcessBuilder("kill", "-INT", String.valueOf(demo.pid())).start();

            assertThat(says.lines().toList()).endsWith("Ending.");
            assertThat(demo.waitFor()).isEqualTo(128 + 2);
            await().atMost(30, TimeUnit.SECONDS).until(() -> started.stream().noneMatch(ChildProcessTest::runs));
            assertThat(dir).isEmptyDirectory();
        } finally {
            demo.destroyForcibly();
        }
    }
}
