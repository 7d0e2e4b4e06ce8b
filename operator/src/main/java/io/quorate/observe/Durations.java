package io.quorate.observe;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them: {@code 20s}, {@code 1m30s}, {@code 1h}. */
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");

    private Durations() {}

    /** @throws IllegalArgumentException if the text is no such duration */
    public static Duration parse(String text) {
        var matcher = PART.matcher(text);
        var sum = Duration.ZERO;
        var end = 0;
        while (matcher.find() && matcher.start() == end) {
            var unit = switch (matcher.group(2)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1000;
                default -> 1;
            };
            sum = sum.plusMillis((long) (Double.parseDouble(matcher.group(1)) * unit));
            end = matcher.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        return sum;
    }
}
