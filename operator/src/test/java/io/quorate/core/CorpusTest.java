package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The specification by example: one folder for each situation, {@code given.yaml} and what follows from it,
 * {@code then.yaml}. With {@code -Dcorpus.write=true} the latter are written anew: the change is then read as a diff.
 */
class CorpusTest {

    private static final Path CORPUS = Path.of(System.getProperty("corpus", "src/test/resources/corpus"));

    @TestFactory
    Stream<DynamicTest> situations() throws IOException {
        return folders().stream().map(folder -> DynamicTest.dynamicTest(CORPUS.relativize(folder).toString(),
                folder.toUri(), () -> check(folder)));
    }

    private static List<Path> folders() throws IOException {
        try (var files = Files.find(CORPUS, 3, (path, _) -> path.endsWith("given.yaml"))) {
            return files.map(Path::getParent).sorted().toList();
        }
    }

    /** The first situation from which something else follows than expected. */
    static Optional<String> noticed() throws IOException {
        for (var folder : folders()) {
            if (!Files.readString(folder.resolve("then.yaml")).equals(found(folder))) {
                return Optional.of(CORPUS.relativize(folder).toString());
            }
        }
        return Optional.empty();
    }

    private static String found(Path folder) throws IOException {
        var given = Given.read(folder.resolve("given.yaml"));
        var plan = Planner.plan(given);
        Invariants.check(given, plan);
        return Then.of(plan);
    }

    private static void check(Path folder) {
        try {
            var found = found(folder);
            var expected = folder.resolve("then.yaml");
            if (Boolean.getBoolean("corpus.write")) {
                Files.writeString(expected, found);
            }
            assertThat(expected).as("what is expected; write it with -Dcorpus.write=true and read it").exists();
            assertThat(found).isEqualTo(Files.readString(expected));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
