package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a run: nothing, if need be with the help of the next. */
class ScratchTest {
    private static final String PREFIX = "quorate-test";

    @TempDir
    Path dir;

    /** A JVM to be killed: it makes a folder, and tells where. */
    public static final class Owner {
        private Owner() {
        }

        public static void main(String[] args) throws Exception {
            System.out.println(Scratch.make(Path.of(args[0]), PREFIX).path());
            Thread.currentThread().join();
        }
    }

    @Test
    void a_folder_whose_owner_was_killed_is_removed_by_the_next_run() throws Exception {
        var owner = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Owner.class.getName(), dir.toString()).start();
        try (var says = owner.inputReader()) {
            var folder = Path.of(says.readLine());
            Files.createDirectories(folder.resolve("etcd/member"));
            Files.writeString(folder.resolve("tokens.csv"), "secret");

            Scratch.make(dir, PREFIX);
            assertThat(folder.resolve("tokens.csv")).exists();

            owner.destroyForcibly().waitFor();
            Scratch.make(dir, PREFIX);
            assertThat(folder).doesNotExist();
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void a_folder_of_this_run_stays_until_it_is_removed() {
        var first = Scratch.make(dir, PREFIX);
        var second = Scratch.make(dir, PREFIX);
        assertThat(first.path()).isDirectory();

        first.remove();
        second.remove();

        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void logs_that_were_kept_and_the_folders_of_others_stay() throws IOException {
        var failed = Scratch.make(dir, PREFIX);
        Files.createDirectories(failed.path().resolve("log"));
        failed.writeLog("demo.log", new IllegalStateException("it broke off"));
        Files.writeString(failed.path().resolve("tokens.csv"), "secret");
        var unmarked = Files.createDirectories(dir.resolve(PREFIX + "-of-another"));

        var logs = failed.keepLogs();
        Scratch.make(dir, PREFIX);

        assertThat(logs.resolve("demo.log")).content().contains("it broke off");
        assertThat(failed.path()).isDirectoryNotContaining("glob:**/tokens.csv");
        assertThat(unmarked).exists();
    }

    @Test
    void a_full_disk_is_named() {
        assertThatThrownBy(() -> Scratch.make(Path.of("/proc"), PREFIX)).isInstanceOf(Unmet.class)
                .hasMessage("only 0 MiB are free in /proc: make it 512 MiB");
    }

    @Test
    void a_parent_that_is_not_there_is_named() {
        assertThatThrownBy(() -> Scratch.make(dir.resolve("nowhere"), PREFIX)).isInstanceOf(Unmet.class)
                .hasMessageStartingWith("no folder can be made in " + dir + "/nowhere");
    }
}
