package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Containers that end and are restarted in place, counted in the record, so that the count survives the operator.
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
            var seen = s.pod(instance).map(p -> p.restarts() + (p.terminal() && !p.deleted() ? 1 : 0)).orElse(0);
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
        others.add(before.filter(f -> !f.first().plus(window).isBefore(now))
                .map(f -> new Failures(f.resource(), f.node(), f.count() + 1, f.first(), now))
                .orElse(new Failures(instance.resource(), instance.node(), 1, now, now)));
        return record.withFailures(others);
    }

    private static Optional<Failures> of(GroupRecord record, String resource, String node) {
        return record.failures().stream().filter(f -> f.resource().equals(resource) && f.node().equals(node))
                .findFirst();
    }

    /** The failures that are too many on this node, within the window. */
    static Optional<Failures> tooMany(Situation s, GroupRecord record, String node) {
        return s.declared().failover().failures().flatMap(limit -> record.failures().stream()
                .filter(f -> f.node().equals(node) && f.count() >= limit.limit())
                .filter(f -> !f.first().plus(limit.window()).isBefore(s.state().now())).findFirst());
    }

    /** The claim released, the node avoided, the count begun anew. */
    static GroupRecord left(Situation s, GroupRecord record, Failures failures) {
        var limit = s.declared().failover().failures().orElseThrow();
        var rest = new ArrayList<>(record.failures());
        rest.remove(failures);
        return record.release(REASON, s.state().now()).withFailures(rest)
                .avoid(new Avoidance(failures.node(), s.state().now().plus(limit.avoidFor()),
                        failures.count() + " failures of " + failures.resource() + " since " + failures.first()));
    }
}
