package io.quorate.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Statements of a story, each checked against the API itself; what does not hold is kept, with the difference. */
final class Check {

    /** An act is slow where it waits for a node to count as down; twice that and more. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final List<String> failures = new ArrayList<>();
    private final Timeline timeline;
    private final Runnable between;
    private final Duration patience;

    /** @param between run before each look, to show how things stand */
    Check(Timeline timeline, Runnable between) {
        this(timeline, between, PATIENCE);
    }

    Check(Timeline timeline, Runnable between, Duration patience) {
        this.timeline = timeline;
        this.between = between;
        this.patience = patience;
    }

    /** Waits until the difference is empty. */
    void becomes(String statement, Supplier<String> difference) {
        var story = Thread.currentThread();
        try {
            // Awaitility looks in another thread, and would go on after Ctrl-C.
            Awaitility.await().failFast("interrupted", story::isInterrupted).pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL).atMost(patience).ignoreExceptions()
                    .until(() -> {
                        between.run();
                        return difference.get().isEmpty();
                    });
            timeline.holds(statement);
        } catch (ConditionTimeoutException e) {
            fail(statement, look(difference) + "after " + patience.toSeconds() + " s");
        }
    }

    /** Holds now. */
    void holds(String statement, Supplier<String> difference) {
        var found = look(difference);
        if (found.isEmpty()) {
            timeline.holds(statement);
        } else {
            fail(statement, found);
        }
    }

    // A story goes on after a statement that cannot be looked at, but not after Ctrl-C.
    private static String look(Supplier<String> difference) {
        try {
            return difference.get();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return e + "; ";
        }
    }

    private void fail(String statement, String difference) {
        failures.add(statement + ": " + difference);
        timeline.fails(statement, difference);
    }

    /** What is found instead; "" if it is as expected. */
    static String differs(String what, Object found, Object expected) {
        return found.equals(expected) ? "" : what + " is " + found + ", expected " + expected + "; ";
    }

    List<String> failures() { return List.copyOf(failures); }
}
