package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The corpus leaves nothing out: each policy is declared in a situation, and each text of the decision is said in one. */
class CorpusWordsTest {

    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final Path CORE = Path.of("src/main/java/io/quorate/core");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** How a fence comes about is no part of a group's plan: FenceCourseTest, FenceBrakeTest. */
    private static final Predicate<Path> OF_A_FENCE = f -> f.getFileName().toString()
            .matches("Fence(Course|Brake).java");
    /** Said of a record that only its text can hold, see GroupRecordsTest; the last is a word that nobody is told. */
    private static final Set<String> ELSEWHERE = Set.of("a held claim names no node", ": state",
            "does not fit deletedAt, bootIDAtDelete and evidence", "None");

    @Test
    void there_are_at_least_two_hundred_situations() {
        assertThat(given()).hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    void each_text_is_said_in_a_situation() throws IOException {
        var said = files(CORPUS, "then.yaml").map(CorpusWordsTest::text).collect(Collectors.joining());
        try (var sources = Files.list(CORE)) {
            assertThat(sources.filter(OF_A_FENCE.negate()).flatMap(f -> TEXT.matcher(bare(text(f))).results())
                    .map(m -> m.group(1).replace("\\\"", "\"").strip()).filter(t -> t.length() > 3)
                    .filter(t -> !ELSEWHERE.contains(t)).filter(t -> !said.contains(t)))
                    .as("no then.yaml says this").isEmpty();
        }
    }

    @Test
    void each_value_of_a_policy_is_declared_in_a_situation() {
        each(Declaration.Run.class, d -> Stream.of(d.run()));
        each(Quorum.Rule.class, d -> Stream.of(d.quorum().rule()));
        each(QuorumPolicy.OnLoss.class, d -> Stream.of(d.quorum().onLoss()));
        each(StartupPolicy.Kind.class, d -> Stream.of(d.startup().kind()));
        each(FailoverPolicy.Kind.class, d -> Stream.of(d.failover().kind()));
        each(Constraint.Kind.class, d -> d.constraints().stream().filter(Constraint::required).map(Constraint::kind));
        assertThat(given().stream().flatMap(d -> d.fencing().accepts().stream()))
                .contains(Arrays.stream(Evidence.Kind.values()).filter(k -> !k.always()).toArray(Evidence.Kind[]::new));
        assertThat(given()).extracting(d -> d.quorum().witness()).contains(true, false);
        assertThat(given()).extracting(Declaration::failback).extracting(FailbackPolicy::automatic)
                .contains(true, false);
        assertThat(given().stream().flatMap(d -> d.constraints().stream()).filter(c -> !c.required())
                .map(Constraint::kind)).contains(Constraint.Kind.SAME_NODE, Constraint.Kind.DIFFERENT_NODE);
    }

    private static <E extends Enum<E>> void each(Class<E> policy, Function<Declaration, Stream<E>> declared) {
        assertThat(given().stream().flatMap(declared)).contains(policy.getEnumConstants());
    }

    private static List<Declaration> given() {
        return files(CORPUS, "given.yaml").map(f -> {
            try {
                return Given.read(f).declared();
            } catch (IOException e) {
                throw new UncheckedIOException(f.toString(), e);
            }
        }).toList();
    }

    private static Stream<Path> files(Path folder, String name) {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.endsWith(name)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without comments. */
    private static String bare(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)//.*$", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
