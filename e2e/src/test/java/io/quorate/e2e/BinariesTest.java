package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said in one line before anything is built. */
class BinariesTest {
    @TempDir
    Path dir;

    /** A JVM with another environment than that of the tests. */
    public static final class Asker {
        private Asker() {
        }

        public static void main(String[] args) {
            try {
                Binaries.ready(System.out::println);
            } catch (Unmet e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void a_missing_go_is_named() throws IOException {
        assertThat(ask(dir.resolve("cache"))).startsWith("go is not there: install Go 1.26 or newer").hasLineCount(1);
    }

    @Test
    void an_old_go_is_named() throws IOException {
        go("echo go version go1.21.3 linux/amd64");

        assertThat(ask(dir.resolve("cache"))).startsWith("go is too old (go1.21): install Go 1.26 or newer")
                .hasLineCount(1);
    }

    @Test
    void a_cache_that_cannot_be_made_is_named() throws IOException {
        go("if [ $1 = version ]; then echo go version go1.26.8 linux/amd64; else echo " + dir + "; fi");
        var file = Files.createFile(dir.resolve("file"));

        assertThat(ask(file.resolve("cache"))).contains(file + "/cache").contains("QUORATE_CACHE").hasLineCount(1);
    }

    @Test
    void a_failed_build_is_told_by_its_last_line_and_leaves_no_program() throws IOException {
        go("case $1 in version) echo go version go1.26.8 linux/amd64;; env) echo " + dir
                + ";; *) echo no space left on device; exit 1;; esac");
        var cache = dir.resolve("cache");

        assertThat(ask(cache)).contains("go could not build etcd: no space left on device");
        try (var files = Files.walk(cache)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("etcd", "kube-apiserver");
        }
    }

    @Test
    void after_an_interrupted_build_the_next_one_goes_on() throws IOException {
        go("""
                case $1 in version) echo go version go1.26.8 linux/amd64; exit;; env) echo %1$s; exit;; esac
                while [ "$1" != -o ]; do shift; done
                out=$2; shift 2
                for path; do path=${path%%/v3}; echo >$out/${path##*/}; done
                [ -e %1$s/again ] || { echo >%1$s/again; kill -9 $$; }
                for path; do path=${path%%/v3}; /bin/chmod +x $out/${path##*/}; done
                """.formatted(dir));
        var cache = dir.resolve("cache");

        assertThat(ask(cache)).contains("go could not build etcd: exit code 137").contains("run again");
        assertThat(ask(cache)).contains("building 4 of 4").contains("helm: built");
        assertThat(ask(cache)).isEmpty();
    }

    private void go(String script) throws IOException {
        Files.createDirectories(dir.resolve("bin"));
        Files.writeString(dir.resolve("bin/go"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(dir.resolve("bin/go"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String ask(Path cache) throws IOException {
        var builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Asker.class.getName()).redirectErrorStream(true);
        builder.environment().put("PATH", dir.resolve("bin").toString());
        builder.environment().put("QUORATE_CACHE", cache.toString());
        builder.environment().remove("KUBEBUILDER_ASSETS");
        var process = builder.start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
