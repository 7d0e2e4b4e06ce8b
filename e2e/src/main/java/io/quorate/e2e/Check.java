package io.quorate.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Statements of a story, each checked against the API itself; what does not hold is kept, with the difference. */
final class Check {

    /** An act is slow where it waits for a node to count as down; twice that and more. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final List<String> failures = new ArrayList<>();
    private final Instant begun = Instant.now();
    private final Runnable between;

    /** @param between run between two looks, to show how things stand */
    Check(Runnable between) {
        this.between = between;
    }

    /** Waits until the difference is empty, and says how long that took. */
    void becomes(String statement, Supplier<String> difference) {
        var start = Instant.now();
        try {
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(200)).atMost(PATIENCE)
                    .ignoreExceptions().until(() -> {
                        between.run();
                        return difference.get().isEmpty();
                    });
            say("ok", statement, Duration.between(start, Instant.now()));
        } catch (ConditionTimeoutException e) {
            fail(statement, difference.get());
        }
    }

    /** Holds now. */
    void holds(String statement, Supplier<String> difference) {
        var found = difference.get();
        if (found.isEmpty()) {
            say("ok", statement, Duration.ZERO);
        } else {
            fail(statement, found);
        }
    }

    private void fail(String statement, String difference) {
        failures.add(statement + ": " + difference);
        say("NOT", statement + ": " + difference, Duration.ZERO);
    }

    private void say(String mark, String statement, Duration took) {
        System.out.printf("  %6.1f s  %-3s %s%s%n", Duration.between(begun, Instant.now()).toMillis() / 1000.0, mark,
                statement,
                took.toMillis() < 300 ? "" : " (after %.1f s)".formatted(took.toMillis() / 1000.0));
    }

    List<String> failures() { return List.copyOf(failures); }
}
