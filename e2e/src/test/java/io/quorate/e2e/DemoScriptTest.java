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
    private static final Path SCRIPT = Path.of("demo").toAbsolutePath();

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
                "sleep")) {
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

    private void refused(Outcome outcome, String why) {
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).startsWith("e2e/demo: " + why);
        assertThat(dir.resolve("built")).doesNotExist();
    }

    /** Runs a copy of the script, which looks for JDKs here and not where this machine has them. */
    private Outcome run(String... arguments) throws Exception {
        var script = dir.resolve("e2e/demo");
        program(script, Files.readString(SCRIPT).replace("/usr/lib/jvm", dir.resolve("jvm").toString()));
        var builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().put("HOME", dir.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        var err = dir.resolve("err");
        var process = builder.redirectError(err.toFile()).start();
        try {
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), out, Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, script.startsWith("#!") ? script : "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
