package io.quorate.observe;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them: {@code 20s}, {@code 1m30s}, {@code 1h}. */
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");

    private static final int HOUR = 3_600_000;
    /** A century; beyond it the sum of a timestamp and a duration may overflow. */
    private static final int LONGEST_HOURS = 876_000;

    private Durations() {}

    /** @throws IllegalArgumentException if the text is no such duration, or one of more than {@value #LONGEST_HOURS} hours */
    public static Duration parse(String text) {
        var matcher = PART.matcher(text);
        var millis = 0.0;
        var end = 0;
        while (matcher.find() && matcher.start() == end) {
            var unit = switch (matcher.group(2)) {
                case "h" -> HOUR;
                case "m" -> 60_000;
                case "s" -> 1000;
                default -> 1;
            };
            millis += Double.parseDouble(matcher.group(1)) * unit;
            end = matcher.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        if (millis > LONGEST_HOURS * (double) HOUR) {
            throw new IllegalArgumentException("longer than " + LONGEST_HOURS + "h: " + text);
        }
        return Duration.ofMillis((long) millis);
    }
}
