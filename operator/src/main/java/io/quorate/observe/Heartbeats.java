package io.quorate.observe;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.core.Heartbeat;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each node was last heard of, on this process's monotonic clock.
 *
 * <p>A renewal counts from when it was seen; the time written in the Lease is only compared with itself. After a time
 * in which the API server could not be reached everything is unproven again: silence that cannot be told from our own
 * is not silence.
 */
public final class Heartbeats {

    /** The API server is asked every two seconds; three misses are a gap. */
    public static final Duration GAP = Duration.ofSeconds(6);
    /** A kubelet renews every 10 s, and a watch tells it at once; a renewal may be seen as late as the second. */
    public static final Duration LATE = Duration.ofSeconds(20);

    private final LongSupplier nanoTime;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    private final Map<String, Long> missingSince = new ConcurrentHashMap<>();
    private final Map<String, Long> notReadySince = new ConcurrentHashMap<>();
    private final Map<String, String> taintedAt = new ConcurrentHashMap<>();
    private long contact;
    private long sightedSince;

    /**
     * @param readAt when the Lease was read last, with this renewal in it
     * @param seenAt when it was read first with it
     * @param moved whether the renewal before it was read lately: only then is it known to be new
     */
    private record Beat(String renewTime, long readAt, long seenAt, boolean moved) {}

    public Heartbeats(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
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

    /** How long ago the API server answered last. */
    public synchronized Duration sinceContact() {
        return Duration.ofNanos(nanoTime.getAsLong() - contact);
    }

    private synchronized long sightedSince() { return sightedSince; }

    /** A Lease was read, or its watch delivered it. Returns whether this is the first renewal seen since we can see. */
    public boolean seen(Lease lease) {
        contact();
        var node = lease.getMetadata().getName();
        var now = nanoTime.getAsLong();
        var renewed = String.valueOf(lease.getSpec().getRenewTime());
        var before = beats.get(node);
        missingSince.remove(node);
        if (before != null && before.renewTime().equals(renewed)) {
            beats.put(node, new Beat(renewed, now, before.seenAt(), before.moved()));
            return false;
        }
        // It may have been made right after the read before, so it may be as old as that.
        var known = before != null && now - before.readAt() <= LATE.toNanos();
        beats.put(node, new Beat(renewed, now, now, known));
        return known && !(before.moved() && before.seenAt() >= sightedSince());
    }

    /** The Lease is gone. */
    public void forget(String node) { beats.remove(node); }

    /** What is known of a node's heartbeat, now. */
    public Heartbeat of(String node) {
        var now = nanoTime.getAsLong();
        var since = sightedSince();
        var beat = beats.get(node);
        if (beat != null && beat.moved() && beat.seenAt() >= since) {
            return new Heartbeat.Heard(Duration.ofNanos(now - beat.seenAt()));
        }
        // A Lease that has just appeared, or has just gone, is not silent for as long as we can see.
        var from = beat != null ? beat.seenAt() : missingSince.computeIfAbsent(node, n -> now);
        return new Heartbeat.Unproven(Duration.ofNanos(now - Math.max(since, from)));
    }

    /** Nodes with a Lease. */
    Iterable<String> nodes() { return beats.keySet(); }

    /** How long the node has been seen not Ready, without a gap; zero if it is Ready. */
    Duration notReadyFor(String node, boolean ready) {
        if (ready) {
            notReadySince.remove(node);
            return Duration.ZERO;
        }
        var now = nanoTime.getAsLong();
        return Duration.ofNanos(now - Math.max(sightedSince(), notReadySince.computeIfAbsent(node, n -> now)));
    }

    /** Whether the node renewed its Lease after its out-of-service taint was first seen. */
    boolean renewedUnderTaint(String node, boolean tainted) {
        if (!tainted) {
            taintedAt.remove(node);
            return false;
        }
        var beat = beats.get(node);
        var before = taintedAt.computeIfAbsent(node, n -> beat == null ? "" : beat.renewTime());
        // A Lease that is gone, with its Node or by hand, renews nothing.
        return beat != null && !before.equals(beat.renewTime());
    }
}
