package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.quorate.core.Heartbeat;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatsTest {

    private static final ZonedDateTime START = ZonedDateTime.parse("2026-11-23T12:00:00Z");

    /** As {@code System.nanoTime()}: the origin means nothing. */
    private final AtomicLong clock = new AtomicLong(-7_000_000_000L);
    private final Heartbeats heartbeats = new Heartbeats(clock::get, Duration.ofSeconds(20),
            Duration.ofSeconds(60));
    private final Map<String, Lease> leases = new HashMap<>();
    private int version;
    private final Silence silence = new Silence(heartbeats);

    @Test
    void a_node_is_unproven_until_a_new_renewal_is_seen() {
        lease("w1", 0);
        inContact(69);

        assertThat(look("w1")).isEqualTo(unproven(9));
        lease("w1", 10);
        inContact(3);
        assertThat(look("w1")).isEqualTo(heard(3));
    }

    @Test
    void a_renewal_made_since_the_api_server_told_its_revision_is_new() {
        inContact(1);

        assertThat(lease("w1", 0)).isTrue();

        assertThat(look("w1")).isEqualTo(heard(0));
    }

    @Test
    void the_same_renewal_seen_again_is_silence() {
        proven("w1");

        for (int look = 0; look < 10; look++) {
            inContact(2);
            lease("w1", 10);
        }

        assertThat(look("w1")).isEqualTo(heard(20));
    }

    @Test
    void a_node_without_lease_is_unproven() {
        inContact(9);
        assertThat(look("w1")).isEqualTo(unproven(0));
        inContact(64);

        assertThat(look("w1")).isEqualTo(unproven(4));
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:00Z, 1970-01-01T00:00:10Z", "9999-12-31T00:00:00Z, 9999-12-31T00:00:10Z",
            "9999-12-31T00:00:00Z, 1970-01-01T00:00:00Z", ", 2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z, "})
    void what_a_nodes_clock_shows_changes_nothing(ZonedDateTime first, ZonedDateTime next) {
        inContact(10);
        lease("w1", first);
        inContact(10);

        lease("w1", next);
        inContact(5);

        assertThat(look("w1")).isEqualTo(heard(5));
    }

    @Test
    void only_the_first_renewal_since_we_can_see_is_told() {
        assertThat(lease("w1", 0)).isFalse();
        assertThat(lease("w1", 0)).isFalse();
        inContact(1);
        assertThat(lease("w1", 10)).isTrue();
        assertThat(lease("w1", 20)).isFalse();
        away(7);
        assertThat(lease("w1", 30)).isTrue();
        assertThat(lease("w1", 40)).isFalse();
    }

    @Test
    void after_a_gap_in_contact_everything_is_unproven_again() {
        proven("w1");

        away(7);

        assertThat(look("w1")).isEqualTo(unproven(0));
        inContact(4);
        lease("w1", 20);
        assertThat(look("w1")).isEqualTo(heard(0));
    }

    /** It was cut off as we were, and tries again in its own time. */
    @Test
    void a_node_not_heard_of_since_an_outage_is_watched_only_from_a_while_later() {
        proven("w1");
        proven("w2");

        away(7);
        inContact(60);

        assertThat(look("w1")).isEqualTo(unproven(0));
        inContact(20);
        assertThat(look("w1")).isEqualTo(unproven(20));
        assertThat(look("w2")).isEqualTo(unproven(20));
    }

    @Test
    void a_node_heard_of_since_an_outage_and_lost_then_is_silent_at_once() {
        proven("w1");
        away(7);
        lease("w1", 20);

        inContact(20);

        assertThat(look("w1")).isEqualTo(heard(20));
    }

    /** The watch may have been silent, without an error, while everything else answered. */
    @Test
    void a_renewal_that_may_be_old_proves_nothing() {
        proven("w1");
        var old = made("w1", 20);
        inContact(7);

        assertThat(heartbeats.told(old)).isFalse();
        inContact(61);

        assertThat(look("w1")).isEqualTo(unproven(1));
        lease("w1", 30);
        assertThat(look("w1")).isEqualTo(heard(0));
    }

    @Test
    void a_short_gap_is_none() {
        proven("w1");

        away(6);

        assertThat(look("w1")).isEqualTo(heard(6));
        assertThat(heartbeats.sinceContact()).isZero();
    }

    @Test
    void a_node_whose_lease_is_gone_must_prove_itself_anew() {
        proven("w1");

        gone("w1");

        assertThat(look("w1")).isInstanceOf(Heartbeat.Unproven.class);
        assertThat(lease("w1", 20)).isTrue();
        assertThat(look("w1")).isInstanceOf(Heartbeat.Heard.class);
    }

    /** It may have been made at any time while nothing could be seen. */
    @Test
    void a_renewal_of_a_time_without_sight_proves_nothing() {
        proven("w1");
        clock.addAndGet(TimeUnit.SECONDS.toNanos(40));
        lease("w1", 20);
        inContact(61);

        assertThat(look("w1")).isEqualTo(unproven(1));
    }

    @Test
    void a_node_whose_lease_has_just_appeared_is_not_silent() {
        var old = made("w1", 0);
        inContact(300);

        heartbeats.told(old);
        inContact(62);

        assertThat(look("w1")).isEqualTo(unproven(2));
    }

    @Test
    void a_node_whose_lease_has_just_gone_is_not_silent_yet() {
        proven("w1");
        inContact(5);

        gone("w1");

        assertThat(look("w1")).isEqualTo(unproven(0));
        inContact(90);
        assertThat(look("w1")).isEqualTo(unproven(30));
    }

    // ---- answers on their way

    /** Found in a simulated cluster: the answer to the next question was held up for the rest of the silence. */
    @Test
    void silence_ends_where_the_lease_was_last_asked_for() {
        proven("w1");
        inContact(12);
        look("w1");

        inContact(8);

        assertThat(heartbeats.of("w1")).isEqualTo(heard(12));
        assertThat(heartbeats.quiet("w1")).hasSeconds(20);
    }

    @Test
    void an_answer_that_comes_late_proves_no_silence_on_its_way() {
        proven("w1");
        inContact(1);
        var asked = heartbeats.asking();
        inContact(20);

        heartbeats.read(leases.get("w1"), asked);

        assertThat(heartbeats.of("w1")).isEqualTo(heard(1));
    }

    @Test
    void of_two_answers_the_older_one_may_come_last() {
        proven("w1");
        var asked = heartbeats.asking();
        var older = leases.get("w1");
        inContact(10);
        lease("w1", 20);
        inContact(4);

        heartbeats.read(older, asked);

        assertThat(look("w1")).isEqualTo(heard(4));
    }

    @Test
    void the_watch_may_be_behind() {
        proven("w1");
        var older = leases.get("w1");
        inContact(10);
        lease("w1", 20);
        inContact(4);

        assertThat(heartbeats.told(older)).isFalse();

        assertThat(look("w1")).isEqualTo(heard(4));
    }

    /** After a restore of etcd versions begin anew, lower than before. */
    @Test
    void what_is_asked_for_counts_whatever_its_version() {
        proven("w1");
        inContact(5);
        version = 0;
        inContact(1);
        made("w1", 17);

        assertThat(look("w1")).isEqualTo(heard(0));
    }

    // ---- not Ready

    @Test
    void not_ready_counts_from_when_it_was_first_seen() {
        assertThat(notReadyFor(false)).isZero();
        inContact(8);

        assertThat(notReadyFor(false)).hasSeconds(8);
        assertThat(notReadyFor(true)).isZero();
        assertThat(notReadyFor(false)).isZero();
    }

    @Test
    void not_ready_before_a_gap_in_contact_does_not_count() {
        notReadyFor(false);

        away(60);

        assertThat(notReadyFor(false)).isZero();
        inContact(4);
        assertThat(notReadyFor(false)).hasSeconds(4);
    }

    // ---- out-of-service

    @Test
    void a_taint_is_contradicted_by_a_renewal_after_it() {
        proven("w1");

        assertThat(heartbeats.renewedUnderTaint("w1", true)).isFalse();
        assertThat(heartbeats.renewedUnderTaint("w1", true)).isFalse();
        lease("w1", 20);
        assertThat(heartbeats.renewedUnderTaint("w1", true)).isTrue();
    }

    @Test
    void a_taint_set_anew_is_judged_anew() {
        proven("w1");
        heartbeats.renewedUnderTaint("w1", true);
        lease("w1", 20);

        assertThat(heartbeats.renewedUnderTaint("w1", false)).isFalse();
        assertThat(heartbeats.renewedUnderTaint("w1", true)).isFalse();
    }

    @Test
    void a_lease_deleted_under_the_taint_is_no_renewal() {
        proven("w1");
        heartbeats.renewedUnderTaint("w1", true);

        gone("w1");

        assertThat(heartbeats.renewedUnderTaint("w1", true)).isFalse();
    }

    @Test
    void a_lease_made_under_the_taint_is_a_renewal() {
        heartbeats.renewedUnderTaint("w1", true);

        lease("w1", 0);

        assertThat(heartbeats.renewedUnderTaint("w1", true)).isTrue();
    }

    // ---- silence

    @Test
    void a_node_that_falls_silent_and_is_heard_again_is_told_once_each() {
        proven("w1");
        proven("w2");
        inContact(18);
        lease("w2", 20);
        assertThat(silence.changed()).isEmpty();

        inContact(2);

        assertThat(silence.changed()).containsExactly("w1");
        assertThat(silence.changed()).isEmpty();
        lease("w1", 20);
        assertThat(silence.changed()).containsExactly("w1");
        assertThat(silence.changed()).isEmpty();
    }

    @Test
    void a_node_never_heard_of_falls_silent_too() {
        lease("w1", 0);
        inContact(18);
        assertThat(silence.changed()).isEmpty();

        inContact(2);

        assertThat(silence.changed()).containsExactly("w1");
    }

    @Test
    void after_a_gap_in_contact_nobody_is_silent_until_the_limit_has_passed_in_contact() {
        proven("w1");

        away(60);

        assertThat(silence.changed()).isEmpty();
        inContact(20);
        assertThat(silence.changed()).containsExactly("w1");
    }

    // ---- most nodes at once

    @Test
    void silence_of_most_nodes_at_once_is_believed_later() {
        proven("w1", "w2", "w3", "w4", "w5");
        inContact(10);
        lease("w4", 20);
        lease("w5", 20);
        inContact(12);

        assertThat(look("w1")).isEqualTo(new Heartbeat.Together(Duration.ofSeconds(58)));
        assertThat(look("w4")).isEqualTo(heard(12));
        assertThat(silence.changed()).isEmpty();

        for (int second = 0; second < 58; second += 2) {
            inContact(2);
            lease("w4", 30 + second);
            lease("w5", 30 + second);
        }

        assertThat(look("w1")).isEqualTo(heard(80));
        assertThat(silence.changed()).containsExactlyInAnyOrder("w1", "w2", "w3");
    }

    @Test
    void who_was_silent_before_stays_so() {
        proven("w1", "w2", "w3", "w4", "w5");
        for (int second = 0; second < 100; second += 10) {
            inContact(10);
            Stream.of("w3", "w4", "w5").forEach(n -> lease(n, 20 + clock.intValue()));
        }
        assertThat(look("w1")).isEqualTo(heard(100));

        inContact(20);

        assertThat(look("w1")).isEqualTo(heard(120));
        assertThat(look("w3")).isEqualTo(new Heartbeat.Together(Duration.ofSeconds(60)));
    }

    @Test
    void of_few_nodes_most_may_be_lost() {
        proven("w1", "w2", "w3", "w4");

        inContact(20);

        assertThat(look("w1")).isEqualTo(heard(20));
    }

    @Test
    void half_of_the_nodes_are_not_most() {
        proven("w1", "w2", "w3", "w4", "w5", "w6");
        inContact(20);
        Stream.of("w4", "w5", "w6").forEach(n -> lease(n, 30));

        assertThat(look("w1")).isEqualTo(heard(20));
    }

    // ---- the situation

    private void proven(String... nodes) {
        inContact(1);
        Stream.of(nodes).forEach(n -> lease(n, 10));
    }

    private boolean lease(String node, int renewedAfter) { return lease(node, START.plusSeconds(renewedAfter)); }

    /** The node renews, and the watch tells it at once. */
    private boolean lease(String node, ZonedDateTime renewed) {
        return heartbeats.told(made(node, renewed));
    }

    /** The node renews, and the watch tells nothing. */
    private Lease made(String node, int renewedAfter) {
        return made(node, START.plusSeconds(renewedAfter));
    }

    private Lease made(String node, ZonedDateTime renewed) {
        leases.put(node, new LeaseBuilder().withNewMetadata().withName(node)
                .withResourceVersion(Integer.toString(++version)).endMetadata().withNewSpec()
                .withRenewTime(renewed).endSpec().build());
        return leases.get(node);
    }

    private void gone(String node) {
        leases.remove(node);
        heartbeats.gone(node);
    }

    /** The Lease is read, and the answer comes at once. */
    private Heartbeat look(String node) {
        var asked = heartbeats.asking();
        if (leases.containsKey(node)) {
            heartbeats.read(leases.get(node), asked);
        } else {
            heartbeats.missing(node, asked);
        }
        return heartbeats.of(node);
    }

    private Duration notReadyFor(boolean ready) { return heartbeats.notReadyFor("w1", ready, heartbeats.asking()); }

    /** Time passes, and the API server answers each second. */
    private void inContact(int seconds) {
        for (int second = 0; second < seconds; second++) {
            away(1);
        }
    }

    /** Time passes, and the API server answers at the end of it. */
    private void away(int seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        heartbeats.contact(heartbeats.asking(), version);
    }

    private static Heartbeat heard(int secondsAgo) { return new Heartbeat.Heard(Duration.ofSeconds(secondsAgo)); }

    private static Heartbeat unproven(int seconds) { return new Heartbeat.Unproven(Duration.ofSeconds(seconds)); }
}
