package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random clusters, faults and orders of events: the invariants hold after each, and when the faults end all is well.
 * {@code -Dschedules=1000000} plays that many, from seed {@code -Dfirst} on; {@code -Dseed} tells the story of one.
 */
class SimulationTest {

    private static final int SCHEDULES = Integer.getInteger("schedules",
            Boolean.getBoolean("quorate.full") ? 20_000 : 5000);
    private static final long FIRST = Long.getLong("first", 0);
    private static final int STRETCH = 20_000;

    @Test
    void invariants_hold_under_random_faults_and_schedules() {
        var seed = Long.getLong("seed");
        if (seed != null) {
            System.out.println(String.join("\n", story(seed)));
            assertThat(broken(seed)).isEmpty();
            return;
        }
        for (var done = 0; done < SCHEDULES; done += STRETCH) {
            var began = System.nanoTime();
            var next = Math.min(SCHEDULES - done, STRETCH);
            assertThat(firstBroken(FIRST + done, next)).isEmpty();
            System.out.printf("simulation: %,d of %,d schedules, %.0f a second on %d cores%n", done + next, SCHEDULES,
                    next * 1e9 / (System.nanoTime() - began), Runtime.getRuntime().availableProcessors());
        }
    }

    private static Optional<String> firstBroken(long from, int schedules) {
        return LongStream.range(from, from + schedules).parallel().mapToObj(SimulationTest::broken)
                .flatMap(Optional::stream).findFirst();
    }

    /** What the first few hundred schedules show to be wrong. */
    static Optional<String> noticed() {
        return LongStream.range(0, 400).mapToObj(SimulationTest::broken).flatMap(Optional::stream).findFirst();
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
