package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said in one line before anything is built. */
class BinariesTest {
    /** There is a folder that has no room on any machine. */
    private static final Path NO_ROOM = Path.of("/proc");
    private static final String BUILDS = """
            case $1 in version) echo go version go1.26.8 linux/amd64; exit;; env) echo $DIR; exit;; esac
            while [ "$1" != -o ]; do shift; done
            out=$2; shift 2
            for path; do path=${path%/v3}; echo >$out/${path##*/}; /bin/chmod +x $out/${path##*/}; done
            """;

    @TempDir
    Path dir;
    private String assets = "";

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

    @Test
    void a_full_disk_is_named() throws IOException {
        go("if [ $1 = version ]; then echo go version go1.26.8 linux/amd64; else echo " + dir + "; fi");

        assertThat(ask(NO_ROOM)).startsWith("only 0 GiB are free for /proc: make it 6 GiB").hasLineCount(1);
    }

    @Test
    void what_the_build_would_lack_is_said_before_it_begins() throws IOException {
        var cache = dir.resolve("cache");
        var missing = dir.resolve("target/missing");

        assertThat(run(Needs.class, cache, missing.toString())).startsWith("quorate: go is not there: install Go 1.26")
                .hasLineCount(1);
        assertThat(missing).content().startsWith("go is not there").hasLineCount(1);
        assertThat(cache).doesNotExist();

        go(BUILDS);
        assertThat(run(Needs.class, cache, missing.toString())).isEmpty();
        assertThat(missing).doesNotExist();
    }

    @Test
    void without_go_what_is_built_is_enough() throws IOException {
        go(BUILDS);
        var cache = dir.resolve("cache");
        ask(cache);
        Files.delete(dir.resolve("bin/go"));

        assertThat(ask(cache)).isEmpty();
        assertThat(run(Needs.class, cache, dir.resolve("missing").toString())).isEmpty();
    }

    @Test
    void what_the_assets_have_is_not_built() throws IOException {
        go(BUILDS);
        assets("etcd", "exit 0");
        assets("kube-apiserver", "echo Kubernetes v1.36.0");
        assets("kubectl", "exit 0");

        assertThat(ask(dir.resolve("cache"))).contains("building 3 of 3",
                "building kube-controller-manager, kube-scheduler\n");
    }

    @Test
    void assets_without_kubectl_leave_it_to_be_built() throws IOException {
        go(BUILDS);
        assets("etcd", "exit 0");
        assets("kube-apiserver", "echo Kubernetes v1.40.1");

        assertThat(ask(dir.resolve("cache"))).contains("building kube-controller-manager, kube-scheduler, kubectl\n");
    }

    @Test
    void assets_that_lack_a_program_are_named() throws IOException {
        assets("kube-apiserver", "echo Kubernetes v1.37.2");

        assertThat(ask(dir.resolve("cache"))).startsWith("KUBEBUILDER_ASSETS=" + dir + "/assets has no etcd: name a ")
                .hasLineCount(1);
    }

    @Test
    void assets_that_are_not_there_are_named() throws IOException {
        assets = dir.resolve("nowhere").toString();

        assertThat(ask(dir.resolve("cache"))).contains("has no etcd and no kube-apiserver: name a").hasLineCount(1);
    }

    @Test
    void assets_that_are_too_old_are_named() throws IOException {
        assets("etcd", "exit 0");
        assets("kube-apiserver", "echo Kubernetes v1.35.4");

        assertThat(ask(dir.resolve("cache"))).contains("a kube-apiserver that says Kubernetes v1.35.4: name a folder "
                + "with etcd and kube-apiserver 1.36 or newer").hasLineCount(1);
    }

    @Test
    void assets_that_do_not_run_here_are_named() throws IOException {
        assets("etcd", "exit 0");
        assets("kube-apiserver", "echo cannot execute binary file >&2; exit 126");

        assertThat(ask(dir.resolve("cache"))).contains("says cannot execute binary file: name").hasLineCount(1);
    }

    private void assets(String name, String script) throws IOException {
        assets = program(dir.resolve("assets").resolve(name), script).getParent().toString();
    }

    private void go(String script) throws IOException {
        program(dir.resolve("bin/go"), script.replace("$DIR", dir.toString()));
    }

    private static Path program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String ask(Path cache) throws IOException {
        return run(Asker.class, cache);
    }

    private String run(Class<?> main, Path cache, String... arguments) throws IOException {
        var builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), main.getName()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("PATH", dir.resolve("bin").toString());
        builder.environment().put("QUORATE_CACHE", cache.toString());
        builder.environment().put("KUBEBUILDER_ASSETS", assets);
        var process = builder.start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
