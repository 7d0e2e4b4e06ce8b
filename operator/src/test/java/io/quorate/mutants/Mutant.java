package io.quorate.mutants;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A safety rule taken out: a small change of one source file, compiled in memory.
 *
 * @param rule what the rule says
 * @param file below {@code src/main/java/io/quorate}
 * @param find text that occurs there once; white space counts as one blank
 * @param replace what stands there without the rule
 */
record Mutant(String rule, String file, String find, String replace) {

    private static final Path SOURCES = Path.of("src/main/java/io/quorate");

    static List<Mutant> all() throws IOException {
        try (var yaml = Mutant.class.getResourceAsStream("mutants.yaml")) {
            return new YAMLMapper().readValue(yaml, new TypeReference<List<Mutant>>() {
            });
        }
    }

    /** Name of the class that the file holds. */
    String className() {
        return "io.quorate." + file.replace('/', '.').replace(".java", "");
    }

    /** The source without the rule. */
    String source() throws IOException {
        var source = Files.readString(SOURCES.resolve(file));
        var words = Arrays.stream(find.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        var places = Pattern.compile(words).matcher(source).results().toList();
        if (places.size() != 1) {
            throw new IllegalStateException(file + ": '" + find + "' stands there " + places.size()
                    + " times; the mutant '" + rule + "' must follow the code");
        }
        return source.substring(0, places.getFirst().start()) + replace + source.substring(places.getFirst().end());
    }
}
