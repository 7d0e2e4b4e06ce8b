package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Random faults and schedules from a seed; the invariants of the core hold after each event, and when the faults end
 * the group becomes active and then rests. One seed again, with its story: {@code -Dseed=N}.
 */
class InvariantsTest {

    private static final int SCHEDULES = Integer.getInteger("schedules", 3000);

    @Test
    void invariants_hold_under_random_faults_and_schedules() {
        var only = Integer.getInteger("seed");
        for (var seed = only == null ? 0 : only; seed < (only == null ? SCHEDULES : only + 1); seed++) {
            try {
                new Schedule(seed, false).run();
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage() + "\n" + story(seed), broken);
            }
        }
    }

    private static String story(int seed) {
        var again = new Schedule(seed, true);
        try {
            again.run();
        } catch (AssertionError expected) {
            again.tell("BROKEN " + expected.getMessage());
        }
        return String.join("\n", again.story);
    }

    @Test
    void same_seed_same_story() {
        assertThat(story(7)).isEqualTo(story(7));
    }
}
