package io.quorate.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each safety rule is taken out in turn, and some test must notice: first of all the one that has the changed class's
 * name. The table of who noticed what is written to {@code target/mutants.txt}; with {@code -Pfull} it tells of every guard, otherwise of the first that noticed.
 * {@code -Dmutant=WORDS} takes out only rules with these words.
 */
class MutantsTest {

    private static final boolean FULL = Boolean.getBoolean("quorate.full");

    /** What may notice, the quickest first. */
    private static final List<Guard> GUARDS = List.of(new Guard("test of its name", MutantsTest::namesake),
            whole("corpus", "io.quorate.core.CorpusTest"),
            whole("heartbeat worlds", "io.quorate.observe.HeartbeatWorldsTest"),
            whole("small worlds", "io.quorate.core.SmallWorldsTest"),
            whole("simulation", "io.quorate.simulation.SimulationTest"));

    private record Guard(String name, Watch watch) {}

    /** Says what is noticed of a mutant, if anything. */
    private interface Watch {
        Optional<String> noticed(ClassLoader classes, Mutant mutant) throws ReflectiveOperationException;
    }

    /** What is wrong with a mutant, or who noticed it, by what. */
    private record Verdict(Mutant mutant, Optional<String> wrong, Map<Guard, String> noticed) {

        String line() {
            return "%-70s %s".formatted(mutant.rule(), wrong.orElseGet(() -> noticed.entrySet().stream()
                    .map(n -> n.getKey().name() + ": " + n.getValue()).collect(Collectors.joining(" | "))));
        }
    }

    @Test
    void every_rule_that_is_taken_out_is_missed() throws IOException {
        var verdicts = Mutant.all().stream().filter(m -> m.rule().contains(System.getProperty("mutant", "")))
                .toList().parallelStream().map(MutantsTest::judge).toList();

        Files.write(Path.of("target/mutants.txt"), verdicts.stream().map(Verdict::line).toList());
        for (var guard : GUARDS) {
            System.out.printf("mutants: %d of %d noticed by %s%s%n",
                    verdicts.stream().filter(v -> v.noticed().containsKey(guard)).count(), verdicts.size(),
                    guard.name(), FULL ? "" : ", if not by those before");
        }
        assertThat(verdicts).filteredOn(v -> v.wrong().isPresent()).extracting(Verdict::line).isEmpty();
    }

    /** What is not changed must not be noticed, or everything would be. */
    @Test
    void unchanged_code_is_not_noticed() {
        var same = new Mutant("none", "core/Planner.java", "public static Plan plan(GroupState state) {",
                "public static Plan plan(GroupState state) {");
        assertThat(judge(same).wrong()).hasValueSatisfying(w -> assertThat(w).startsWith("SURVIVED"));
    }

    @Test
    void tests_of_unchanged_classes_notice_nothing() throws IOException {
        var unchanged = MutatedClasses.unchanged();
        var guarded = Mutant.all().stream().map(Mutant::className).filter(Namesake::there).collect(Collectors.toSet());
        assertThat(guarded).isNotEmpty()
                .allSatisfy(name -> assertThat(Namesake.noticed(unchanged, name)).as(name).isEmpty());
    }

    private static Verdict judge(Mutant mutant) {
        var noticed = new LinkedHashMap<Guard, String>();
        try {
            var classes = MutatedClasses.of(mutant);
            for (var guard : GUARDS) {
                if (FULL || noticed.isEmpty()) {
                    guard.watch().noticed(classes, mutant)
                            .ifPresent(what -> noticed.put(guard, what.lines().findFirst().orElse("")));
                }
            }
            return new Verdict(mutant, noticed.isEmpty() ? Optional.of("SURVIVED") : Optional.empty(), noticed);
        } catch (IOException | ReflectiveOperationException | IllegalStateException e) {
            return new Verdict(mutant, Optional.of("INVALID " + e), noticed);
        }
    }

    private static Optional<String> namesake(ClassLoader classes, Mutant mutant) throws ClassNotFoundException {
        return Namesake.noticed(classes, mutant.className());
    }

    /** A test of everything together, with a static method {@code noticed}. */
    @SuppressWarnings("unchecked")
    private static Guard whole(String name, String test) {
        return new Guard(name, (classes, mutant) -> {
            var method = classes.loadClass(test).getDeclaredMethod("noticed");
            method.setAccessible(true);
            try {
                return (Optional<String>) method.invoke(null);
            } catch (InvocationTargetException e) {
                return Optional.of("throws " + e.getCause());
            }
        });
    }
}
