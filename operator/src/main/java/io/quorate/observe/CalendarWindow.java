package io.quorate.observe;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.quorate.core.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A window that opens by the calendar of a place and stays open for a span of elapsed time. Its start belongs to it, its
 * end does not. Windows that overlap or touch are one.
 *
 * <p>Where clocks are set forward over an opening time, the window opens at that moment, so that none is lost (a CronJob
 * would skip it). Where they are set back over one, it opens the first time only.
 *
 * @param openings local opening times; asked in UTC, because the library loses or repeats some where clocks change
 */
record CalendarWindow(ExecutionTime openings, ZoneId zone, Duration duration) {

    private static final String FIELD = "spec.failback.window.";

    /** So many windows that follow each other without a break count as one that never closes. */
    private static final int JOINED = 1000;

    /** A CronJob's fields and macros; a Sunday may be a 7, too. */
    private static final CronDefinition CRON = CronDefinitionBuilder.defineCron()
            .withMinutes().withStrictRange().and()
            .withHours().withStrictRange().and()
            .withDayOfMonth().withStrictRange().and()
            .withMonth().withStrictRange().and()
            .withDayOfWeek().withValidRange(0, 7).withMondayDoWValue(1).withIntMapping(7, 0).withStrictRange().and()
            .withSupportedNicknameYearly().withSupportedNicknameAnnually().withSupportedNicknameMonthly()
            .withSupportedNicknameWeekly().withSupportedNicknameDaily().withSupportedNicknameMidnight()
            .withSupportedNicknameHourly().instance();

    /**
     * @param schedule five cron fields, or a macro, as a CronJob takes them
     * @param timeZone a name from the IANA database
     * @param duration as Kubernetes writes it; more than nothing
     * @throws IllegalArgumentException in one line, if one of them is not so, or if the schedule names no day that exists
     */
    static CalendarWindow of(String schedule, String timeZone, String duration) {
        var openings = openings(schedule);
        // Offsets such as +02:00 would pass ZoneId.of, and be wrong for half of the year.
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw bad("timeZone", timeZone, "is no time zone that is known here",
                    "write one like Europe/Berlin or UTC");
        }
        return new CalendarWindow(openings, ZoneId.of(timeZone), span(duration));
    }

    private static ExecutionTime openings(String schedule) {
        var openings = parse(schedule);
        if (openings.nextExecution(utc(LocalDateTime.of(2000, 1, 1, 0, 0))).isEmpty()) {
            throw bad("schedule", schedule, "never opens", "name a day that its months have");
        }
        return openings;
    }

    private static ExecutionTime parse(String schedule) {
        try {
            // A CronJob takes one for the other.
            return ExecutionTime.forCron(new CronParser(CRON).parse(schedule.replace('?', '*')));
        } catch (IllegalArgumentException e) {
            throw bad("schedule", schedule, "is no cron schedule (" + e.getMessage() + ")",
                    "write five fields like 0 2 * * 6, or a macro like @weekly");
        }
    }

    private static Duration span(String duration) {
        var remedy = "write one like 2h or 90m";
        try {
            var span = Durations.parse(duration);
            if (span.isPositive()) {
                return span;
            }
        } catch (IllegalArgumentException e) {
            throw bad("duration", duration, "cannot be read (" + e.getMessage() + ")", remedy);
        }
        throw bad("duration", duration, "is no time at all", remedy);
    }

    private static IllegalArgumentException bad(String field, String value, String why, String remedy) {
        return new IllegalArgumentException(FIELD + field + " \"" + value + "\" " + why + ": " + remedy);
    }

    /** Whether it is open then, and when that ends. */
    Surroundings.CalendarWindow at(Instant time) {
        var end = end(time);
        return end.isAfter(time)
                ? Surroundings.CalendarWindow.of(true, joined(end))
                : Surroundings.CalendarWindow.of(false,
                        openings.nextExecution(utc(begun(time))).map(this::instant));
    }

    /** Of the window that opened last; the time itself if there was none. */
    private Instant end(Instant time) {
        return openings.lastExecution(utc(begun(time).plusMinutes(1))).map(this::instant).map(t -> t.plus(duration))
                .orElse(time);
    }

    /** The end of those that follow without a break. */
    private Optional<Instant> joined(Instant first) {
        var end = first;
        for (int i = 0; i < JOINED; i++) {
            var later = end(end);
            if (!later.isAfter(end)) {
                return Optional.of(end);
            }
            end = later;
        }
        return Optional.empty();
    }

    /** The latest minute on the clock whose first occurrence has begun by then. */
    private LocalDateTime begun(Instant time) {
        var local = LocalDateTime.ofInstant(time, zone);
        var change = zone.getRules().getTransition(local);
        var again = change != null && change.isOverlap() && !time.isBefore(change.getInstant());
        return (again ? change.getDateTimeBefore().minusMinutes(1) : local).truncatedTo(ChronoUnit.MINUTES);
    }

    private Instant instant(ZonedDateTime opening) {
        var local = opening.toLocalDateTime();
        var change = zone.getRules().getTransition(local);
        return change != null && change.isGap() ? change.getInstant() : local.atZone(zone).toInstant();
    }

    private static ZonedDateTime utc(LocalDateTime local) {
        return local.atZone(ZoneOffset.UTC);
    }
}
