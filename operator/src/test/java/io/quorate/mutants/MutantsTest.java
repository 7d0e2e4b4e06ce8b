package io.quorate.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Each safety rule is taken out in turn, and some test must notice. The table of who noticed what is written to
 * {@code target/mutants.txt}.
 */
class MutantsTest {

    /** What may notice, the quickest first; each has a static method {@code noticed}. */
    private static final Map<String, String> GUARDS = new LinkedHashMap<>();

    static {
        GUARDS.put("corpus", "io.quorate.core.CorpusTest");
    }

    private record Verdict(Mutant mutant, String by) {}

    @Test
    void every_rule_that_is_taken_out_is_missed() throws IOException {
        var mutants = Mutant.all();
        var verdicts = mutants.parallelStream().map(MutantsTest::judge).toList();

        var table = new ArrayList<String>();
        verdicts.forEach(v -> table.add("%-70s %s".formatted(v.mutant().rule(), v.by())));
        Files.write(Path.of("target/mutants.txt"), table);
        assertThat(verdicts).filteredOn(v -> v.by().startsWith("SURVIVED") || v.by().startsWith("INVALID"))
                .extracting(v -> v.mutant().rule() + ": " + v.by()).isEmpty();
    }

    @Test
    void there_are_sixty_rules_and_each_has_a_name_of_its_own() throws IOException {
        assertThat(Mutant.all()).hasSizeGreaterThanOrEqualTo(60).extracting(Mutant::rule).doesNotHaveDuplicates();
    }

    /** What is not changed must not be noticed, or everything would be. */
    @Test
    void unchanged_code_is_not_noticed() {
        var same = new Mutant("none", "core/Planner.java", "public static Plan plan(GroupState state) {",
                "public static Plan plan(GroupState state) {");
        assertThat(judge(same).by()).startsWith("SURVIVED");
    }

    private static Verdict judge(Mutant mutant) {
        try {
            var classes = MutatedClasses.of(mutant);
            for (var guard : GUARDS.entrySet()) {
                var found = noticed(classes, guard.getValue());
                if (found.isPresent()) {
                    return new Verdict(mutant, guard.getKey() + ": " + found.get().lines().findFirst().orElse(""));
                }
            }
            return new Verdict(mutant, "SURVIVED all of " + List.copyOf(GUARDS.keySet()));
        } catch (IOException | ReflectiveOperationException | IllegalStateException e) {
            return new Verdict(mutant, "INVALID " + e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<String> noticed(ClassLoader classes, String guard) throws ReflectiveOperationException {
        var method = classes.loadClass(guard).getDeclaredMethod("noticed");
        method.setAccessible(true);
        try {
            return (Optional<String>) method.invoke(null);
        } catch (InvocationTargetException e) {
            return Optional.of("throws " + e.getCause());
        }
    }
}
