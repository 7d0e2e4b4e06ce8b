package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.quorate.core.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One node's Lease in many random orders of events: renewals, a watch that is late or silent, questions that are long on
 * their way, answers that overtake each other, an API server that is away. What is said of the node must be true.
 */
class HeartbeatWorldsTest {

    private static final int WORLDS = 20_000;
    private static final int EVENTS = 80;

    @Test
    void what_is_said_of_a_node_is_true() { assertThat(noticed()).isEmpty(); }

    /** What is said and not true, if anything. */
    static Optional<String> noticed() {
        return LongStream.range(0, WORLDS).mapToObj(World::play).flatMap(Optional::stream).findFirst();
    }

    /** A renewal, and the Lease that has it. */
    private record Renewal(long madeAt, Lease lease) {}

    /** What the operator asked, and what the API server found. */
    private record Question(long askedAt, long asking, Optional<Renewal> found) {}

    /** Times are true, in seconds. */
    private static final class World {

        private final Random random;
        private final long origin;
        private final long delay;
        private final Heartbeats heartbeats;
        private final TreeSet<Long> renewals = new TreeSet<>();
        private final TreeSet<Long> answered = new TreeSet<>();
        private final List<Question> asked = new ArrayList<>();
        private final List<Question> served = new ArrayList<>();
        private final Deque<Renewal> watch = new ArrayDeque<>();
        private Optional<Renewal> last = Optional.empty();
        private long now = 1000;
        private long version = 100;
        private long backAt = now;
        /** When the latest renewal was made that the operator knows of, now and when it saw the taint. */
        private long known;
        private long knownAtTaint;
        private long taintSeenAt;
        private boolean tainted;
        private String wrong = "";

        private World(long seed) {
            random = new Random(seed);
            origin = random.nextInt(1_000_000) - 500_000L;
            delay = random.nextInt(3) * 5L;
            heartbeats = new Heartbeats(() -> TimeUnit.SECONDS.toNanos(now + origin), Duration.ofSeconds(20),
                    Duration.ofSeconds(delay));
        }

        static Optional<String> play(long seed) {
            var world = new World(seed);
            for (var event = 0; event < EVENTS && world.wrong.isEmpty(); event++) {
                world.event();
            }
            return Optional.of(world.wrong).filter(w -> !w.isEmpty()).map(w -> "world " + seed + ": " + w);
        }

        private void event() {
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3, 4 -> pass(1 + random.nextInt(6));
                case 5, 6, 7, 8 -> renew();
                case 9, 10, 11 -> told();
                case 12 -> watch.clear();
                case 13, 14, 15 -> asked.add(new Question(now, heartbeats.asking(), Optional.empty()));
                case 16, 17, 18 -> any(asked).ifPresent(q -> served.add(new Question(q.askedAt(), q.asking(), last)));
                case 19, 20, 21 -> any(served).ifPresent(this::answer);
                case 22 -> away(1 + random.nextInt(40));
                default -> tainted = !tainted;
            }
        }

        private Optional<Question> any(List<Question> some) {
            return some.isEmpty() ? Optional.empty() : Optional.of(some.remove(random.nextInt(some.size())));
        }

        private void told() {
            while (!watch.isEmpty()) {
                var renewal = watch.removeFirst();
                heartbeats.told(renewal.lease());
                known = Math.max(known, renewal.madeAt());
                if (random.nextBoolean()) {
                    return;
                }
            }
        }

        private void pass(int seconds) {
            for (var second = 0; second < seconds; second++) {
                now++;
                heartbeats.contact(heartbeats.asking(), version);
            }
        }

        /** The node's own clock may show anything. */
        private void renew() {
            pass(1);
            var lease = new LeaseBuilder().withNewMetadata().withName("w1")
                    .withResourceVersion(Long.toString(++version)).endMetadata().withNewSpec()
                    .withRenewTime(Instant.ofEpochSecond(random.nextInt()).atZone(ZoneOffset.UTC)).endSpec().build();
            last = Optional.of(new Renewal(now, lease));
            renewals.add(now);
            watch.addLast(last.get());
        }

        private void away(int seconds) {
            now += seconds;
            if (seconds > Heartbeats.GAP.toSeconds()) {
                backAt = now;
            }
            heartbeats.contact(heartbeats.asking(), version);
        }

        /** As a look does: an answer is taken in, then all is read off. */
        private void answer(Question question) {
            question.found().ifPresentOrElse(r -> heartbeats.read(r.lease(), question.asking()),
                    () -> heartbeats.missing("w1", question.asking()));
            question.found().ifPresent(r -> known = Math.max(known, r.madeAt()));
            answered.add(question.askedAt());
            var said = heartbeats.of("w1");
            var silence = said.silence().toSeconds();
            var since = backAt + (said instanceof Heartbeat.Unproven ? delay : 0);
            if (silence > 0
                    && answered.tailSet(question.askedAt()).stream().noneMatch(u -> quiet(since, u, silence))) {
                wrong = "silent for " + silence + " s at most until " + answered.last() + ", and renewed at "
                        + renewals;
            }
            if (said instanceof Heartbeat.Heard && renewals.floor(now) < question.askedAt() - silence
                    - Heartbeats.LATE.toSeconds()) {
                wrong = "heard of " + silence + " s before " + question.askedAt() + ", and renewed at " + renewals;
            }
            if (said instanceof Heartbeat.Unproven && question.found()
                    .filter(r -> r.madeAt() > backAt && now - r.madeAt() < Heartbeats.LATE.toSeconds()).isPresent()) {
                wrong = "nothing is known at " + now + ", and renewed at " + renewals;
            }
            tainted(question);
        }

        private boolean quiet(long since, long until, long silence) {
            return until - silence >= since && renewals.subSet(until - silence + 1, until).isEmpty();
        }

        private void tainted(Question question) {
            var renewed = heartbeats.renewedUnderTaint("w1", tainted);
            if (!tainted) {
                taintSeenAt = 0;
            } else if (taintSeenAt == 0) {
                taintSeenAt = now;
                knownAtTaint = known;
            } else if (renewed && known == knownAtTaint) {
                wrong = "heard of since " + taintSeenAt + " under its taint, and renewed at " + renewals;
            } else if (!renewed && question.found().filter(r -> r.madeAt() > taintSeenAt).isPresent()) {
                wrong = "not heard of since " + taintSeenAt + " under its taint, and renewed at " + renewals;
            }
        }
    }
}
