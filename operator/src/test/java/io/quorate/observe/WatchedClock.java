package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Somebody who looks at a clock once a minute for six days: whenever its hands have come further than ever before, what
 * they have passed opens; where they were set back, they have to catch up first.
 */
final class WatchedClock {

    private final ZoneId zone;
    private final Instant from;
    private final Instant to;

    WatchedClock(String zone, LocalDateTime day) {
        this.zone = ZoneId.of(zone);
        from = day.atZone(this.zone).toInstant().minus(Duration.ofDays(3));
        to = from.plus(Duration.ofDays(6));
    }

    /** A schedule drawn by lot: as text for the window, as a question about one minute for the clock. */
    private record Drawn(String text, Predicate<LocalDateTime> opens, int minutes) {

        static Drawn of(Random lot) {
            var minutes = some(lot, 0, 59);
            var hours = some(lot, 0, 23);
            var days = lot.nextInt(3) == 0 ? some(lot, 1, 31) : List.<Integer>of();
            var week = lot.nextInt(3) == 0 ? some(lot, 0, 6) : List.<Integer>of();
            Predicate<LocalDateTime> day = t -> days.contains(t.getDayOfMonth());
            Predicate<LocalDateTime> weekday = t -> week.contains(t.getDayOfWeek().getValue() % 7);
            Predicate<LocalDateTime> both = !days.isEmpty() && !week.isEmpty()
                    ? day.or(weekday)
                    : !days.isEmpty() ? day : !week.isEmpty() ? weekday : _ -> true;
            return new Drawn(String.join(" ", text(minutes), text(hours), text(days), "*", text(week)),
                    t -> (minutes.isEmpty() || minutes.contains(t.getMinute()))
                            && (hours.isEmpty() || hours.contains(t.getHour())) && both.test(t),
                    10 + lot.nextInt(lot.nextBoolean() ? 60 : 2000));
        }

        /** Nothing stands for everything. */
        private static List<Integer> some(Random lot, int least, int most) {
            return lot.ints(lot.nextInt(4), least, most + 1).distinct().sorted().boxed().toList();
        }

        private static String text(List<Integer> values) {
            return values.isEmpty() ? "*" : values.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    void compare(int seed) {
        var drawn = Drawn.of(new Random(seed));
        var seen = seen(drawn);
        assertThat(told(drawn)).as("%s for %d minutes in %s, seed %d", drawn.text, drawn.minutes, zone, seed)
                .isEqualTo(seen);
    }

    /** When the window opens or closes, as it tells itself, hopping from change to change. */
    private List<Instant> told(Drawn drawn) {
        var window = CalendarWindow.of(drawn.text, zone.getId(), drawn.minutes + "m");
        var all = new ArrayList<Instant>();
        var now = window.at(from);
        for (var next = now.changesAt(); next.filter(to::isAfter).isPresent(); next = now.changesAt()) {
            all.add(next.get());
            assertThat(window.at(next.get().minusNanos(1))).isEqualTo(now);
            var then = window.at(next.get());
            assertThat(then.open()).isNotEqualTo(now.open());
            now = then;
        }
        return all;
    }

    private List<Instant> seen(Drawn drawn) {
        var start = from.minus(Duration.ofMinutes(drawn.minutes));
        var furthest = LocalDateTime.ofInstant(start, zone).minusMinutes(1);
        var end = Instant.MIN;
        var open = Optional.<Boolean>empty();
        var all = new ArrayList<Instant>();
        for (var now = start; now.isBefore(to); now = now.plusSeconds(60)) {
            for (var hands = LocalDateTime.ofInstant(now, zone); furthest.isBefore(hands);) {
                furthest = furthest.plusMinutes(1);
                if (drawn.opens.test(furthest)) {
                    end = now.plus(Duration.ofMinutes(drawn.minutes));
                }
            }
            if (now.isBefore(from)) {
                continue;
            }
            var isOpen = end.isAfter(now);
            if (open.filter(before -> before != isOpen).isPresent()) {
                all.add(now);
            }
            open = Optional.of(isOpen);
        }
        return all;
    }
}
