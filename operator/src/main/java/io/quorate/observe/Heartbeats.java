package io.quorate.observe;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.core.Heartbeat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each node was last heard of, on this process's monotonic clock.
 *
 * <p>A renewal counts from when it was seen, if it is known to be new: made after the API server was at a revision that
 * it told lately. The time written in the Lease is only compared with itself. A node has been silent up to when its
 * Lease was last asked for, no longer: an answer may be long on its way. After a time in which the API server could not
 * be reached everything is unproven again: silence that cannot be told from our own is not silence. Who was cut off from
 * it as we were comes back in its own time (a kubelet tries again after up to 7 s, and 45 s after connections that were
 * cut without a word): the silence of a node not heard of since is counted only from a while later.
 */
public final class Heartbeats {

    /** The API server is asked every two seconds; three misses are a gap. */
    public static final Duration GAP = Duration.ofSeconds(6);
    /** So much older than it seems a renewal may be: a watch that is further behind tells nothing new. */
    public static final Duration LATE = GAP;

    /** Of fewer nodes most may be lost at once without anything being strange. */
    private static final int MANY = 5;

    private final LongSupplier nanoTime;
    private final Duration downAfter;
    private final Duration delay;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    private final Map<String, Long> notReadySince = new ConcurrentHashMap<>();
    private final Map<String, String> taintedAt = new ConcurrentHashMap<>();
    /** The latest first. */
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long contact;
    private long sightedSince;

    /**
     * @param askedAt the API server was at the revision then, or later
     * @param revision of all its objects: what has a higher version was written after that
     */
    private record Mark(long askedAt, long revision) {}

    /**
     * @param renewed time of the renewal as it was written; empty where the Lease is missing
     * @param version of the Lease
     * @param readAt this is what the Lease said then, or later
     * @param takenAt when it was read or told last
     * @param seenAt when it was seen first
     * @param proven whether it was known to be new then
     */
    private record Beat(String renewed, long version, long readAt, long takenAt, long seenAt, boolean proven) {

        boolean missing() { return renewed.isEmpty(); }
    }

    /**
     * @param downAfter silence after which a node counts as down
     * @param delay how much longer the silence has to last of most nodes at once, and of those not heard of since the
     *            API server could be reached; none if zero
     */
    public Heartbeats(LongSupplier nanoTime, Duration downAfter, Duration delay) {
        this.nanoTime = nanoTime;
        this.downAfter = downAfter;
        this.delay = delay;
        this.contact = nanoTime.getAsLong();
        this.sightedSince = contact;
    }

    /** The API server has just answered. */
    public synchronized void contact() {
        var now = nanoTime.getAsLong();
        if (now - contact > GAP.toNanos()) {
            sightedSince = now;
        }
        contact = now;
    }

    /**
     * The API server has told its revision.
     *
     * @param askedAt from {@link #asking}
     */
    public synchronized void contact(long askedAt, long revision) {
        contact();
        marks.addFirst(new Mark(askedAt, revision));
        marks.removeIf(m -> contact - m.askedAt() > LATE.toNanos());
    }

    /** How long ago the API server answered last. */
    public synchronized Duration sinceContact() {
        return Duration.ofNanos(nanoTime.getAsLong() - contact);
    }

    /** Now on the operator's clock, for {@link #read} and {@link #missing}: to be taken before the question is sent. */
    public long asking() {
        return nanoTime.getAsLong();
    }

    /** The Lease, read from the API server; what is asked for is never older than the question. */
    public synchronized void read(Lease lease, long askedAt) {
        take(lease.getMetadata().getName(), renewed(lease), version(lease), askedAt);
    }

    /** The Lease was asked for, and there is none. */
    public synchronized void missing(String node, long askedAt) {
        take(node, "", 0, askedAt);
    }

    /** The watch told of the Lease. Returns whether this is the first renewal seen since we can see. */
    public synchronized boolean told(Lease lease) {
        var node = lease.getMetadata().getName();
        var before = beats.get(node);
        if (before != null && (before.renewed().equals(renewed(lease)) || version(lease) < before.version())) {
            contact();
            return false;
        }
        var proven = proven(before);
        take(node, renewed(lease), version(lease), nanoTime.getAsLong());
        return !proven && proven(beats.get(node));
    }

    /** The watch told that the Lease is gone. */
    public synchronized void gone(String node) { beats.remove(node); }

    private void take(String node, String renewed, long version, long askedAt) {
        contact();
        var now = nanoTime.getAsLong();
        var before = beats.get(node);
        if (before != null && before.renewed().equals(renewed)) {
            beats.put(node, new Beat(renewed, version, Math.max(before.readAt(), askedAt), now, before.seenAt(),
                    before.proven()));
            return;
        }
        if (before != null && askedAt <= before.takenAt() && version < before.version()) {
            return; // Two answers were on their way, and the older one came last.
        }
        beats.put(node, new Beat(renewed, version, askedAt, now, now, !renewed.isEmpty() && isNew(version, now)));
    }

    /** Whether what has this version was written at most {@link #LATE} ago. */
    private boolean isNew(long version, long now) {
        return marks.stream().anyMatch(m -> m.revision() < version && now - m.askedAt() <= LATE.toNanos());
    }

    private static String renewed(Lease lease) { return String.valueOf(lease.getSpec().getRenewTime()); }

    private static long version(Lease lease) {
        var version = lease.getMetadata().getResourceVersion();
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    private boolean proven(Beat beat) { return beat != null && beat.proven() && beat.seenAt() >= sightedSince; }

    /** What is known of a node's heartbeat, as of when its Lease was last asked for. */
    public synchronized Heartbeat of(String node) {
        var beat = beats.get(node);
        if (beat == null) {
            return new Heartbeat.Unproven(Duration.ZERO);
        }
        // A Lease that has just appeared, or has just gone, is not silent for as long as we can see.
        var silence = Duration.ofNanos(Math.max(0, beat.readAt() - Math.max(sightedSince, beat.seenAt())));
        if (!proven(beat)) {
            var watched = silence.minus(delay);
            return new Heartbeat.Unproven(watched.isNegative() ? Duration.ZERO : watched);
        }
        var believed = silence.compareTo(downAfter) < 0 ? silence : believedAfter();
        return silence.compareTo(believed) < 0
                ? new Heartbeat.Together(believed.minus(silence))
                : new Heartbeat.Heard(silence);
    }

    /** How long a node has to be silent: longer while most are. */
    synchronized Duration believedAfter() {
        var silent = beats.keySet().stream().filter(n -> quiet(n).compareTo(downAfter) >= 0).count();
        return beats.size() >= MANY && 2 * silent > beats.size() ? downAfter.plus(delay) : downAfter;
    }

    /** How long nothing new has been seen of the node's Lease: whether it is silent, only asking can tell. */
    synchronized Duration quiet(String node) {
        var now = nanoTime.getAsLong();
        var beat = beats.get(node);
        return Duration.ofNanos(beat == null ? 0 : now - Math.max(sightedSince, beat.seenAt()));
    }

    /** Nodes of which a Lease was seen. */
    Iterable<String> nodes() { return beats.keySet(); }

    /** How long the node has been seen not Ready, without a gap, up to this question; zero if it is Ready. */
    synchronized Duration notReadyFor(String node, boolean ready, long askedAt) {
        if (ready) {
            notReadySince.remove(node);
            return Duration.ZERO;
        }
        var now = nanoTime.getAsLong();
        var since = Math.max(sightedSince, notReadySince.computeIfAbsent(node, n -> now));
        return Duration.ofNanos(Math.max(0, askedAt - since));
    }

    /** Whether the node renewed its Lease after its out-of-service taint was first seen. */
    synchronized boolean renewedUnderTaint(String node, boolean tainted) {
        if (!tainted) {
            taintedAt.remove(node);
            return false;
        }
        var beat = beats.get(node);
        var before = taintedAt.computeIfAbsent(node, n -> beat == null ? "" : beat.renewed());
        // A Lease that is gone, with its Node or by hand, renews nothing.
        return beat != null && !beat.missing() && !before.equals(beat.renewed());
    }
}
