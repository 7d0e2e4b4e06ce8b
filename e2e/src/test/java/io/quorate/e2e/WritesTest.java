package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When two have written at once. */
class WritesTest {

    @TempDir
    Path dir;

    @Test
    void one_after_the_other_is_no_foul() throws IOException {
        assertThat(fouls("a db-0 n1 1 10", "a db-0 n1 1 20", "b db-0 n2 2 30", "b db-0 n2 2 40")).isEmpty();
    }

    @Test
    void a_container_that_is_started_again_is_the_same_pod() throws IOException {
        assertThat(fouls("a db-0 n1 1 10", "a db-0 n1 1 900")).isEmpty();
    }

    @Test
    void one_between_two_lines_of_another_is_a_foul() throws IOException {
        assertThat(fouls("a db-0 n1 1 10", "b db-0 n2 2 20", "a db-0 n1 1 30"))
                .containsExactly("db-0/b on n2 began before the end of db-0/a on n1");
    }

    @Test
    void an_older_epoch_after_a_newer_one_is_a_foul() throws IOException {
        assertThat(fouls("b db-0 n2 2 10", "a db-0 n1 1 20"))
                .containsExactly("db-0/a on n1 has an older epoch than db-0/b on n2");
    }

    private List<String> fouls(String... lines) throws IOException {
        return new Writes(Files.write(dir.resolve("writes"), List.of(lines))).fouls();
    }
}
