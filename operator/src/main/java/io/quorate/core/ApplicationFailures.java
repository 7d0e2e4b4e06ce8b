package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Containers that end and are restarted in place, counted in the record, so that the count survives the operator. The
 * window slides: a failure counts until it is as old as the window is long.
 * Nothing is counted, and nothing written, where the group sets no limit.
 */
final class ApplicationFailures {

    /** Reason of a claim that was released for them. */
    static final String REASON = "ApplicationFailures";

    private ApplicationFailures() {}

    /** The record with the failures that it does not know yet. */
    static GroupRecord counted(Situation s, GroupRecord record) {
        var limit = s.declared().failover().failures();
        if (limit.isEmpty()) {
            return record;
        }
        var next = record;
        for (var instance : record.unsettled()) {
            var seen = s.pod(instance)
                    .map(p -> p.restarts() + (p.phase() == PodSight.Phase.FAILED && !p.deleted() ? 1 : 0)).orElse(0);
            if (record.rightful(instance) && seen > instance.restarts()) {
                next = add(next.withInstances(i -> i.podUid().equals(instance.podUid()) ? i.restarted(seen) : i),
                        instance, s.state().now(), limit.get().window());
            }
        }
        return next;
    }

    /**
     * Several restarts that are found at one look count as one: they may be from any time, from before the limit was
     * set, from a pause, or while no operator looked.
     */
    private static GroupRecord add(GroupRecord record, Instance instance, Instant now, Duration window) {
        var others = new ArrayList<>(record.failures());
        var before = of(record, instance.resource(), instance.node());
        before.ifPresent(others::remove);
        others.add(before.map(f -> f.and(now, window))
                .orElse(new Failures(instance.resource(), instance.node(), List.of(now))));
        return record.withFailures(others);
    }

    private static Optional<Failures> of(GroupRecord record, String resource, String node) {
        return record.failures().stream().filter(f -> f.resource().equals(resource) && f.node().equals(node))
                .findFirst();
    }

    /** The failures that are too many on this node, within the window. */
    static Optional<Failures> tooMany(Situation s, GroupRecord record, String node) {
        return s.declared().failover().failures().flatMap(limit -> record.failures().stream()
                .filter(f -> f.node().equals(node))
                .filter(f -> f.within(s.state().now(), limit.window()).size() >= limit.limit()).findFirst());
    }

    /** The claim released, the node avoided, the count begun anew. */
    static GroupRecord left(Situation s, GroupRecord record, Failures failures) {
        var limit = s.declared().failover().failures().orElseThrow();
        var rest = new ArrayList<>(record.failures());
        rest.remove(failures);
        return record.release(REASON, s.state().now()).withFailures(rest)
                .avoid(new Avoidance(failures.node(), s.state().now().plus(limit.avoidFor()),
                        words(failures.within(s.state().now(), limit.window()), failures.resource())));
    }

    private static String words(List<Instant> times, String resource) {
        return times.size() + " failures of " + resource + " since " + times.getFirst();
    }
}
