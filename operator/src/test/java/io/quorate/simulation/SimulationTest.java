package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random clusters, faults and orders of events: the invariants hold after each, and when the faults end all is well. */
class SimulationTest {

    private static final int SCHEDULES = Integer.getInteger("schedules",
            Boolean.getBoolean("quorate.full") ? 20_000 : 5000);

    @Test
    void invariants_hold_under_random_faults_and_schedules() {
        var seed = Long.getLong("seed");
        if (seed != null) {
            System.out.println(String.join("\n", story(seed)));
            assertThat(broken(seed)).isEmpty();
            return;
        }
        var began = System.nanoTime();
        var first = LongStream.range(0, SCHEDULES).parallel().mapToObj(SimulationTest::broken)
                .flatMap(Optional::stream).findFirst();
        System.out.printf("simulation: %d schedules, %.0f a second on %d cores%n", SCHEDULES,
                SCHEDULES * 1e9 / (System.nanoTime() - began), Runtime.getRuntime().availableProcessors());
        assertThat(first).isEmpty();
    }

    /** What a schedule shows to be wrong, with its seed and how to have it told. */
    private static Optional<String> broken(long seed) {
        try {
            new Schedule(seed, false).run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("seed " + seed + ", " + (e instanceof AssertionError ? e.getMessage() : e.toString())
                    + "; its story: mvn -pl operator -am test -Dtest=SimulationTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed=" + seed);
        }
    }

    private static List<String> story(long seed) {
        var schedule = new Schedule(seed, true);
        try {
            schedule.run();
        } catch (AssertionError | RuntimeException e) {
            schedule.world.tell(() -> "BROKEN: " + e.getMessage());
        }
        return schedule.world.story;
    }

    @Test
    void same_seed_same_story() { assertThat(story(7)).isEqualTo(story(7)); }
}
