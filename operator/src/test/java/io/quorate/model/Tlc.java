package io.quorate.model;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The model checker TLC, in a process of its own for each run: it keeps its state in static fields. */
final class Tlc {

    /** Far beyond any run; a hung process must not hang the build. */
    private static final Duration LIMIT = Duration.ofHours(3);

    private static final Pattern STATES = Pattern.compile("([\\d,]+) distinct states found");
    private static final Pattern VIOLATED = Pattern.compile("Error: Invariant (\\w+) is violated");

    private Tlc() {}

    /**
     * What TLC said.
     *
     * @param complete whether every state within the bounds was seen and none was wrong
     * @param violated the invariant that does not hold; {@code trace} then says how it comes about
     */
    record Outcome(boolean complete, long states, Duration time, Optional<String> violated, String trace) {}

    /** @throws IllegalStateException if TLC could not do its work; with all that it said */
    static Outcome run(Model model, Path dir) {
        try {
            var spec = dir.resolve("Quorate.tla");
            Files.copy(Spec.FILE, spec);
            Files.writeString(dir.resolve("Quorate.cfg"), model.cfg());
            var out = dir.resolve("out.txt");
            var start = System.nanoTime();
            var tlc = new ProcessBuilder(java(), "-Xmx3g", "-XX:+UseParallelGC", "-Djava.io.tmpdir=" + dir, "-cp",
                    jar(), "tlc2.TLC", "-workers", "2", "-nowarning", "-metadir", dir.resolve("states").toString(),
                    spec.getFileName().toString()).directory(dir.toFile()).redirectErrorStream(true)
                    .redirectOutput(out.toFile()).start();
            try {
                if (!tlc.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
                    throw new IllegalStateException("TLC did not end within " + LIMIT + ": bound the model more");
                }
            } finally {
                tlc.destroyForcibly();
            }
            return outcome(Files.readString(out), Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException("TLC could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("TLC was interrupted", e);
        }
    }

    private static Outcome outcome(String said, Duration time) {
        var states = STATES.matcher(said).results().reduce((a, b) -> b).map(m -> m.group(1).replace(",", ""));
        var violated = VIOLATED.matcher(said).results().map((MatchResult m) -> m.group(1)).findFirst();
        var complete = said.contains("Model checking completed. No error has been found.");
        if (states.isEmpty() || !complete && violated.isEmpty()) {
            throw new IllegalStateException("TLC failed:\n" + said);
        }
        return new Outcome(complete, Long.parseLong(states.get()), time, violated, said);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String jar() throws ClassNotFoundException, URISyntaxException {
        var tlc = Class.forName("tlc2.TLC", false, Tlc.class.getClassLoader());
        return new File(tlc.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
