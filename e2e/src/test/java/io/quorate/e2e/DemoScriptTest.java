package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said in one line before anything is built or started. */
class DemoScriptTest {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path dir;
    private Path jdk;
    private Path path;

    private record Outcome(int code, String out, String err) {}

    /** A JDK, a Maven and a Go that say that they are new enough, and no others. */
    @BeforeEach
    void machine() throws IOException {
        jdk = dir.resolve("jdk");
        path = dir.resolve("path");
        program(jdk.resolve("bin/javac"), "echo javac 25.0.1");
        program(path.resolve("mvn"),
                "echo Apache Maven 3.8.7; [ $1 = -v ] || { echo built >" + dir.resolve("built") + "; exit 1; }");
        program(path.resolve("go"), "echo go version go1.26.8 linux/amd64");
        for (var tool : List.of("bash", "date", "dirname", "sed", "sort", "head", "grep", "mkdir", "cat", "rm",
                "flock")) {
            var here = Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, tool))
                    .filter(Files::isExecutable).findFirst().orElseThrow();
            Files.createSymbolicLink(path.resolve(tool), here);
        }
    }

    @Test
    void an_unknown_argument_is_named() throws Exception {
        refused(run("--kepe"), "unknown argument --kepe: see e2e/demo --help");
    }

    @Test
    void help_needs_nothing() throws Exception {
        Files.delete(path.resolve("mvn"));

        var outcome = run("--keep", "--help");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("e2e/demo [--real-nodes] [--keep] [--help]").contains("--keep  ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void a_machine_without_jdk_is_told_where_one_was_looked_for() throws Exception {
        jdk = dir.resolve("nowhere");

        refused(run(), "no JDK 25 or newer in JAVA_HOME (" + jdk + "), on the PATH or in ");
    }

    @Test
    void an_old_jdk_is_no_jdk() throws Exception {
        program(jdk.resolve("bin/javac"), "echo javac 21.0.9");

        refused(run(), "no JDK 25 or newer in JAVA_HOME (" + jdk + ")");
    }

    @Test
    void a_missing_maven_is_named() throws Exception {
        Files.delete(path.resolve("mvn"));

        refused(run(), "no mvn on the PATH: install Maven 3.8 or newer");
    }

    @Test
    void an_old_maven_is_named() throws Exception {
        program(path.resolve("mvn"), "echo Apache Maven 3.6.3");

        refused(run(), "Maven is too old (mvn says 3.6.3): install Maven 3.8 or newer");
    }

    @Test
    void a_missing_go_is_named() throws Exception {
        Files.delete(path.resolve("go"));

        refused(run(), "no go on the PATH: install Go 1.26 or newer");
    }

    @Test
    void an_old_go_is_named() throws Exception {
        program(path.resolve("go"), "echo go version go1.9 linux/amd64");

        refused(run(), "Go is too old (go says 1.9): install Go 1.26 or newer");
    }

    @Test
    void a_failed_build_is_told_by_its_first_error() throws Exception {
        program(path.resolve("mvn"), """
                echo Apache Maven 3.10.0
                [ $1 = -v ] || { echo '[ERROR] no space left on device'; echo '[ERROR] more'; exit 1; }
                """);

        var outcome = run();

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains("could not be built: no space left on device");
    }

    @Test
    void what_a_failed_build_left_is_thrown_away_by_the_next() throws Exception {
        var halfWritten = dir.resolve("e2e/target/half-written");
        program(halfWritten, "");
        run();
        assertThat(halfWritten).exists();

        run();

        assertThat(halfWritten).doesNotExist();
    }

    @Test
    void a_target_that_cannot_be_made_is_named() throws Exception {
        program(dir.resolve("target"), "");

        refused(run(), dir + "/target cannot be written: make room on its disk");
    }

    @Test
    void a_target_in_which_nothing_can_be_written_is_named() throws Exception {
        Files.createDirectories(dir.resolve("target/lock"));

        refused(run(), dir + "/target cannot be written: make room on its disk");
    }

    @Test
    void a_full_disk_is_named() throws Exception {
        program(path.resolve("rm"), "");
        Files.createDirectories(dir.resolve("target"));
        Files.createSymbolicLink(dir.resolve("target/building"), Path.of("/dev/full"));

        refused(run(), dir + "/target cannot be written: make room on its disk");
    }

    @Test
    void what_an_interrupted_build_left_and_cannot_be_removed_is_named() throws Exception {
        program(path.resolve("rm"), "exit 1");
        program(dir.resolve("target/building"), "");

        refused(run(), "what an interrupted build left cannot be removed: remove the folders target in crds");
    }

    @Test
    void an_interrupted_build_whose_process_number_another_has_now_is_not_waited_for() throws Exception {
        program(dir.resolve("target/building"), "");
        Files.writeString(dir.resolve("target/building"), ProcessHandle.current().pid() + "\n");

        assertThat(run().err()).contains("could not be built");
    }

    @Test
    void another_build_is_waited_for_and_that_is_said() throws Exception {
        Files.createDirectories(dir.resolve("target"));
        var other = new ProcessBuilder("flock", dir.resolve("target/lock").toString(), "cat").start();
        var hears = other.outputWriter();
        try (var says = other.inputReader()) {
            hears.append("has the lock\n").flush();
            assertThat(says.readLine()).isEqualTo("has the lock");
            var script = start();
            try (var out = script.inputReader()) {
                assertThat(out.readLine()).isEqualTo("Waiting for another build in " + dir + ".");
                assertThat(dir.resolve("built")).doesNotExist();

                hears.close();

                assertThat(out.readLine()).startsWith("Building Quorate");
                assertThat(script.waitFor()).isEqualTo(2);
            } finally {
                script.destroyForcibly();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    private void refused(Outcome outcome, String why) {
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).startsWith("e2e/demo: " + why);
        assertThat(dir.resolve("built")).doesNotExist();
    }

    private Outcome run(String... arguments) throws Exception {
        var process = start(arguments);
        try {
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), out, Files.readString(dir.resolve("err")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a copy of the script, which looks for JDKs here and not where this machine has them. */
    private Process start(String... arguments) throws IOException {
        copy("build/jdk");
        copy("e2e/demo");
        var builder = new ProcessBuilder(dir.resolve("e2e/demo").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().put("HOME", dir.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        return builder.redirectError(dir.resolve("err").toFile()).start();
    }

    private void copy(String file) throws IOException {
        program(dir.resolve(file),
                Files.readString(CHECKOUT.resolve(file)).replace("/usr/lib/jvm", dir.resolve("jvm").toString()));
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file); // Not through a link to the machine's own.
        Files.writeString(file, script.startsWith("#!") ? script : "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
