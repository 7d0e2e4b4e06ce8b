package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the instances of one group wrote to the file they share: who, where, under which epoch, when. */
record Writes(Path file) {

    record Line(String uid, String pod, String node, long epoch, long nanos) {
        static Line of(String text) {
            var words = text.split(" ");
            return new Line(words[0], words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]));
        }

        Duration until(Line later) { return Duration.ofNanos(later.nanos() - nanos); }

        /** How long ago it was written. */
        Duration age() {
            return Duration.between(Instant.ofEpochSecond(0, nanos), Instant.now());
        }
    }

    /** All that one pod wrote lies between these. */
    private record Span(Line first, Line last) {
        String who() { return first.pod() + "/" + first.uid() + " on " + first.node(); }
    }

    List<Line> lines() {
        try {
            return Files.readAllLines(file).stream().map(Line::of).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Line last() { return lines().getLast(); }

    /** The first of the same pod. */
    Line firstOf(Line one) {
        return lines().stream().filter(line -> line.uid().equals(one.uid())).findFirst().orElseThrow();
    }

    /** The last of the same pod. */
    Line lastOf(Line one) {
        return lines().stream().filter(line -> line.uid().equals(one.uid())).toList().getLast();
    }

    /** Each pod that began to write before another had ended, or under an older epoch than one before it. */
    List<String> fouls() {
        var spans = new LinkedHashMap<String, Span>();
        lines().forEach(line -> spans.merge(line.uid(), new Span(line, line),
                (before, now) -> new Span(before.first(), line)));
        return fouls(spans);
    }

    private static List<String> fouls(Map<String, Span> spans) {
        var fouls = new ArrayList<String>();
        var inOrder = spans.values().stream().sorted(Comparator.comparing(span -> span.first().nanos())).toList();
        for (var later : inOrder) {
            for (var earlier : inOrder.subList(0, inOrder.indexOf(later))) {
                if (earlier.last().nanos() >= later.first().nanos()) {
                    fouls.add(later.who() + " began before the end of " + earlier.who());
                }
                if (earlier.last().epoch() > later.first().epoch()) {
                    fouls.add(later.who() + " has an older epoch than " + earlier.who());
                }
            }
        }
        return fouls;
    }
}
