package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the corpus's README: which situation proves what. With {@code -Dcorpus.write=true} they are written. */
class CorpusIndexTest {

    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final Path README = CORPUS.resolve("README.md");
    private static final Pattern PROVES = Pattern.compile("(?m)^proves: \\[(.*)]$");
    private static final Pattern ROW = Pattern
            .compile("(?m)^\\| ([PIABC]\\d+) \\| ([^|]*) \\| ?([^|]*) \\| ?([^|]*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    @Test
    void each_statement_names_the_situations_that_prove_it() throws IOException {
        var proven = proven();
        var found = Files.readString(README);

        var expected = ROW.matcher(found).replaceAll(row -> "| %s | %s | %s | %s|".formatted(row.group(1), row.group(2),
                String.join(", ", proven.getOrDefault(row.group(1), new TreeSet<>())), row.group(4)));

        if (Boolean.getBoolean("corpus.write")) {
            Files.writeString(README, expected);
        }
        assertThat(Files.readString(README)).isEqualTo(expected);
        assertThat(rows(found)).as("what has no row of its own").containsAll(proven.keySet());
    }

    @Test
    void what_no_situation_proves_is_proven_by_a_test_or_said_not_to_be() throws IOException {
        assertThat(ROW.matcher(Files.readString(README)).results()
                .filter(row -> row.group(3).isBlank() && row.group(4).isBlank()).map(row -> row.group(1))).isEmpty();
    }

    @Test
    void tests_that_are_named_exist() throws IOException {
        try (var files = Files.walk(Path.of(".."))) {
            var tests = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith("Test.java"))
                    .map(f -> f.replace(".java", "")).collect(Collectors.toSet());
            assertThat(TEST.matcher(Files.readString(README)).results().map(m -> m.group(1))).isNotEmpty()
                    .allMatch(tests::contains);
        }
    }

    private static TreeSet<String> rows(String text) {
        return ROW.matcher(text).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** By statement, the situations that say that they prove it. */
    private static Map<String, TreeSet<String>> proven() throws IOException {
        var proven = new TreeMap<String, TreeSet<String>>();
        try (var files = Files.find(CORPUS, 3, (path, _) -> path.endsWith("given.yaml"))) {
            for (var file : files.toList()) {
                PROVES.matcher(Files.readString(file)).results().map((MatchResult m) -> m.group(1))
                        .flatMap(names -> Arrays.stream(names.split(",\\s*"))).filter(Predicate.not(String::isBlank))
                        .forEach(name -> proven.computeIfAbsent(name, n -> new TreeSet<>())
                                .add("`" + CORPUS.relativize(file.getParent()) + "`"));
            }
        }
        return proven;
    }
}
