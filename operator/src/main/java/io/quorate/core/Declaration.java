package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the user declared.
 *
 * @param nodes the owner list, in order; the first is the home node
 * @param priority higher goes first where room is short
 * @param resources what the group consists of, in an order in which each comes after those that it needs
 * @param recovery how long a failover may take, by which it is measured
 * @param deleting whether the group is being deleted
 */
public record Declaration(String namespace, String name, String uid, List<String> nodes, Run run, int priority,
        QuorumPolicy quorum, StartupPolicy startup, FailoverPolicy failover, FailbackPolicy failback,
        FencingPolicy fencing, List<Resource> resources, List<Constraint> constraints, Optional<Duration> recovery,
        boolean deleting) {

    /** Whether Quorate acts for the group. */
    public enum Run {
        ALWAYS,
        /** Observe, touch nothing; only what is proven stopped is let go. */
        PAUSED,
        /** Stop it, in order, and keep it stopped. */
        STOPPED
    }

    public Declaration {
        nodes = List.copyOf(nodes);
        resources = List.copyOf(resources);
        constraints = List.copyOf(constraints);
    }

    public String key() { return namespace + "/" + name; }

    public boolean accepts(Evidence.Kind kind) { return kind.always() || fencing.accepts().contains(kind); }

    /** The home node. */
    public String home() { return nodes.getFirst(); }

    List<Resource> workloads() { return resources.stream().filter(Resource::workload).toList(); }

    boolean lists(String node) { return nodes.contains(node); }
}
