package io.quorate.e2e;

import java.time.Duration;
import java.util.List;

/** What {@code e2e/demo} can play. */
interface DemoStory extends AutoCloseable {

    /** Plays all acts; what did not hold comes back, nothing if all did. */
    List<String> play();

    /** What {@link #costs} tells. */
    String costsAre();

    List<String> costs();

    /** How long after the start a group was first ready. */
    Duration firstReady();

    /** One look at the groups. */
    void look();

    /** What to try by hand when all acts are over. */
    List<String> toTry();

    @Override
    void close();
}
