package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is known about one group, now included.
 *
 * @param now wall clock; written into records for people, and compared only with times from records and pods
 * @param downAfter the operator's setting: silence after which a node's own record says down
 * @param shownEpoch the epoch in the group's status, 0 if none: the record must not be below it
 * @param nodes every owner, and every node of an instance that is not settled
 * @param pods every pod that carries the group's label or that the record knows
 * @param workloads by resource: what makes its pods; absent where no pod was found
 */
public record GroupState(Instant now, Duration downAfter, Declaration declared, long shownEpoch, Recorded recorded,
        Map<String, NodeSight> nodes, List<PodSight> pods, Map<String, Workload> workloads,
        Surroundings surroundings) {

    public GroupState {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        pods = List.copyOf(pods);
        workloads = Map.copyOf(workloads);
    }

    /** A record that contradicts itself is as good as unreadable: nothing is decided on top of it. */
    GroupState sensible() {
        return recorded instanceof Recorded.Present(var record, var _)
                ? Contradiction.in(record).map(c -> new GroupState(now, downAfter, declared, shownEpoch,
                        new Recorded.Unreadable("the group's record contradicts itself, " + c.part() + ": " + c.what()
                                + "; nothing is started or stopped. " + Recorded.Unreadable.REMEDY),
                        nodes, pods, workloads, surroundings)).orElse(this)
                : this;
    }

    public GroupState with(Surroundings known) {
        return new GroupState(now, downAfter, declared, shownEpoch, recorded, nodes, pods, workloads, known);
    }

    public Optional<PodSight> pod(String uid) {
        for (var pod : pods) {
            if (pod.uid().equals(uid)) {
                return Optional.of(pod);
            }
        }
        return Optional.empty();
    }

    public NodeSight node(String name) { return nodes.get(name); }

    public Standing standing(String node) { return nodes.get(node).standing(grace()); }

    public Workload workload(String resource) {
        return workloads.getOrDefault(resource, new Workload.None());
    }

    /** A group may wait longer than the operator, never shorter. */
    public Duration grace() {
        var declared = declared().failover().grace();
        return declared.compareTo(downAfter) > 0 ? declared : downAfter;
    }
}
