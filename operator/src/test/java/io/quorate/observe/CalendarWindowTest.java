package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.Surroundings;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks in Berlin went forward on 29 March 2026 (02:00 to 03:00), and go back on 25 October (03:00 to 02:00). */
class CalendarWindowTest {

    private static final CalendarWindow NIGHTLY = berlin("30 2 * * *", "2h");

    private static CalendarWindow berlin(String schedule, String duration) {
        return CalendarWindow.of(schedule, "Europe/Berlin", duration);
    }

    private static Surroundings.CalendarWindow open(String until) {
        return Surroundings.CalendarWindow.of(true, Optional.of(Instant.parse(until)));
    }

    private static Surroundings.CalendarWindow closed(String until) {
        return Surroundings.CalendarWindow.of(false, Optional.of(Instant.parse(until)));
    }

    private static Instant at(String time) { return Instant.parse(time); }

    @Test
    void closed_it_says_when_it_opens() {
        assertThat(NIGHTLY.at(at("2026-11-23T12:00:00Z"))).isEqualTo(closed("2026-11-24T01:30:00Z"));
    }

    @Test
    void open_it_says_when_it_closes() {
        assertThat(NIGHTLY.at(at("2026-11-23T02:00:00Z"))).isEqualTo(open("2026-11-23T03:30:00Z"));
    }

    @Test
    void its_start_belongs_to_it() {
        assertThat(NIGHTLY.at(at("2026-11-23T01:29:59.999999999Z"))).isEqualTo(closed("2026-11-23T01:30:00Z"));
        assertThat(NIGHTLY.at(at("2026-11-23T01:30:00Z"))).isEqualTo(open("2026-11-23T03:30:00Z"));
    }

    @Test
    void its_end_does_not_belong_to_it() {
        assertThat(NIGHTLY.at(at("2026-11-23T03:29:59.999999999Z"))).isEqualTo(open("2026-11-23T03:30:00Z"));
        assertThat(NIGHTLY.at(at("2026-11-23T03:30:00Z"))).isEqualTo(closed("2026-11-24T01:30:00Z"));
    }

    @Test
    void summer_nights_open_an_hour_earlier_in_utc() {
        assertThat(NIGHTLY.at(at("2026-07-01T12:00:00Z"))).isEqualTo(closed("2026-07-02T00:30:00Z"));
    }

    @Test
    void opening_time_that_does_not_exist_is_the_moment_the_clocks_jump() {
        assertThat(NIGHTLY.at(at("2026-03-29T00:59:00Z"))).isEqualTo(closed("2026-03-29T01:00:00Z"));
        assertThat(NIGHTLY.at(at("2026-03-29T01:00:00Z"))).isEqualTo(open("2026-03-29T03:00:00Z"));
        assertThat(NIGHTLY.at(at("2026-03-29T03:00:00Z"))).isEqualTo(closed("2026-03-30T00:30:00Z"));
    }

    @Test
    void opening_time_that_occurs_twice_opens_the_first_time_only() {
        var brief = berlin("30 2 * * *", "10m");
        assertThat(brief.at(at("2026-10-25T00:30:00Z"))).isEqualTo(open("2026-10-25T00:40:00Z"));
        assertThat(brief.at(at("2026-10-25T00:40:00Z"))).isEqualTo(closed("2026-10-26T01:30:00Z"));
        // 02:10 for the second time: the first 02:30 is over, and the second does not count.
        assertThat(brief.at(at("2026-10-25T01:10:00Z"))).isEqualTo(closed("2026-10-26T01:30:00Z"));
        assertThat(brief.at(at("2026-10-25T01:30:00Z"))).isEqualTo(closed("2026-10-26T01:30:00Z"));
    }

    @Test
    void open_across_midnight_and_the_hour_that_is_missing_it_lasts_as_long_as_ever() {
        var late = berlin("0 23 * * 6", "6h");
        assertThat(late.at(at("2026-03-28T22:00:00Z"))).isEqualTo(open("2026-03-29T04:00:00Z"));
        assertThat(late.at(at("2026-03-29T03:59:00Z"))).isEqualTo(open("2026-03-29T04:00:00Z"));
    }

    @Test
    void open_across_midnight_and_the_hour_that_is_repeated_it_lasts_as_long_as_ever() {
        var late = berlin("0 23 * * 6", "6h");
        assertThat(late.at(at("2026-10-24T21:00:00Z"))).isEqualTo(open("2026-10-25T03:00:00Z"));
        assertThat(late.at(at("2026-10-25T01:30:00Z"))).isEqualTo(open("2026-10-25T03:00:00Z"));
        assertThat(late.at(at("2026-10-25T03:00:00Z"))).isEqualTo(closed("2026-10-31T22:00:00Z"));
    }

    @Test
    void day_that_begins_an_hour_late_opens_at_its_first_moment() {
        var cairo = CalendarWindow.of("@daily", "Africa/Cairo", "1h");
        assertThat(cairo.at(at("2026-04-23T21:59:59Z"))).isEqualTo(closed("2026-04-23T22:00:00Z"));
        assertThat(cairo.at(at("2026-04-23T22:00:00Z"))).isEqualTo(open("2026-04-23T23:00:00Z"));
    }

    @Test
    void windows_that_overlap_are_one() {
        var mornings = berlin("0 8-10 * * *", "90m");
        assertThat(mornings.at(at("2026-11-23T07:00:00Z"))).isEqualTo(open("2026-11-23T10:30:00Z"));
    }

    @Test
    void windows_that_touch_are_one() {
        var mornings = berlin("0 8-10 * * *", "1h");
        assertThat(mornings.at(at("2026-11-23T07:00:00Z"))).isEqualTo(open("2026-11-23T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"0 2 * * *, 26h", "* * * * *, 2h", "@hourly, 3h", "0 2 * * 6, 169h", "@yearly, 876000h"})
    void longer_than_the_time_between_two_openings_it_never_closes(String schedule, String duration) {
        assertThat(berlin(schedule, duration).at(at("2026-11-23T12:00:00Z")))
                .isEqualTo(Surroundings.CalendarWindow.of(true, Optional.empty()));
    }

    @Test
    void open_from_day_to_day_but_for_the_hour_that_is_repeated() {
        assertThat(berlin("0 3 * * *", "24h").at(at("2026-10-24T12:00:00Z"))).isEqualTo(open("2026-10-25T01:00:00Z"));
    }

    @Test
    void leap_day_is_awaited_for_years() {
        var leap = CalendarWindow.of("0 0 29 2 *", "UTC", "24h");
        assertThat(leap.at(at("2096-03-01T00:00:00Z"))).isEqualTo(closed("2104-02-29T00:00:00Z"));
        assertThat(leap.at(at("2104-02-29T23:59:59Z"))).isEqualTo(open("2104-03-01T00:00:00Z"));
    }

    @Test
    void day_of_month_or_of_week_is_enough_as_in_cron() {
        var either = CalendarWindow.of("0 0 13 * 5", "UTC", "1h");
        assertThat(either.at(at("2026-12-12T00:00:00Z"))).isEqualTo(closed("2026-12-13T00:00:00Z"));
        assertThat(either.at(at("2026-12-14T00:00:00Z"))).isEqualTo(closed("2026-12-18T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"@yearly, 0 0 1 1 *", "@annually, 0 0 1 1 *", "@monthly, 0 0 1 * *", "@weekly, 0 0 * * 0",
            "@daily, 0 0 * * *", "@midnight, 0 0 * * *", "@hourly, 0 * * * *", "0 2 ? * 6, 0 2 * * 6",
            "0 2 * * SAT, 0 2 * * 6", "0 2 * feb *, 0 2 * 2 *", "0 2 * * 7, 0 2 * * 0",
            "5/20 * * * *, '5,25,45 * * * *'"})
    void words_of_a_cron_job_are_understood(String schedule, String plain) {
        var some = at("2026-11-23T12:34:56Z");
        assertThat(berlin(schedule, "1m").at(some)).isEqualTo(berlin(plain, "1m").at(some));
    }

    /** Whatever the schedule and the place: what opens and when is what somebody sees who watches the clock there. */
    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 2026-03-29", "Europe/Berlin, 2026-10-25", "America/New_York, 2026-03-08",
            "America/New_York, 2026-11-01", "Australia/Lord_Howe, 2026-04-05", "Australia/Lord_Howe, 2026-10-04",
            "Africa/Cairo, 2026-04-24", "Africa/Cairo, 2026-10-30", "America/Havana, 2026-03-08",
            "Asia/Kolkata, 2026-12-31", "UTC, 2028-02-29", "Pacific/Apia, 2011-12-30"})
    void windows_around_this_day_are_those_seen_on_the_clock(String zone, String day) {
        var watched = new WatchedClock(zone, LocalDateTime.parse(day + "T12:00:00"));
        for (int seed = 0; seed < 40; seed++) {
            watched.compare(seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "soon", "* * * *", "0 2 * * * *", "60 2 * * *", "0 24 * * *", "0 2 0 * *",
            "0 2 * 13 *", "0 2 * * 8", "*/0 * * * *", "0 22-3 * * *", "0 2 L * *", "0 2 1W * *", "0 2 * * 5#1",
            "0 2 1,,3 * *", "-1 * * * *", "@every 5m", "@reboot", "TZ=UTC 0 2 * * *"})
    void schedule_that_is_none_is_refused(String schedule) {
        assertThatThrownBy(() -> berlin(schedule, "2h")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("spec.failback.window.schedule \"" + schedule + "\" is no cron schedule (")
                .hasMessageEndingWith("): write five fields like 0 2 * * 6, or a macro like @weekly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 2 *", "0 0 31 4,6,9,11 *"})
    void schedule_without_a_day_that_exists_is_refused(String schedule) {
        assertThatThrownBy(() -> berlin(schedule, "2h")).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "spec.failback.window.schedule \"" + schedule + "\" never opens: name a day that its months have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Europe/Bonn", "berlin", "+02:00", "UTC+2", "Local"})
    void time_zone_that_is_none_is_refused(String zone) {
        assertThatThrownBy(() -> CalendarWindow.of("0 2 * * 6", zone, "2h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spec.failback.window.timeZone \"" + zone
                        + "\" is no time zone that is known here: write one like Europe/Berlin or UTC");
    }

    @ParameterizedTest
    @CsvSource({"0s, is no time at all", "0h0m, is no time at all", "-2h, cannot be read (no duration: -2h)",
            "2, cannot be read (no duration: 2)", "999999h, cannot be read (longer than 876000h: 999999h)"})
    void duration_that_is_none_is_refused(String duration, String why) {
        assertThatThrownBy(() -> berlin("0 2 * * 6", duration)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spec.failback.window.duration \"" + duration + "\" " + why + ": write one like 2h or 90m");
    }
}
