package io.quorate.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceBrake;
import io.quorate.core.FenceBrake.Waiting;
import io.quorate.core.FenceCase.Result;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads which other nodes of a node's zone are being fenced.
 *
 * @param share how many nodes of a zone may be fenced within a minute, in percent
 * @param nodes all of the cluster, as far as known
 */
public record BrakeReading(Clock clock, int share, Supplier<List<Node>> nodes) {

    private static final String ZONE = "topology.kubernetes.io/zone";

    /** Why the fence does not begin yet. Who tries a method out by hand is not held back. */
    Optional<String> of(NodeFence fence, Node node, List<NodeFence> all) {
        if ("ByHand".equals(fence.getSpec().reason())) {
            return Optional.empty();
        }
        var zone = label(node, ZONE);
        var members = nodes.get().stream().filter(n -> label(n, ZONE).equals(zone)).map(n -> n.getMetadata().getName())
                .collect(Collectors.toSet());
        var own = label(fence, Names.OPERATOR_LABEL);
        var begun = new HashMap<String, Instant>();
        var waiting = new HashMap<String, Waiting>();
        var there = all.stream().filter(f -> members.contains(f.getSpec().node()))
                .filter(f -> f.getSpec().attestation() == null && label(f, Names.OPERATOR_LABEL).equals(own)).toList();
        for (var one : there) {
            Fences.attempts(one).forEach(a -> begun.merge(one.getSpec().node(), a.began(), BrakeReading::later));
            if (Fences.undecided(one)) {
                waiting.merge(one.getSpec().node(), waiting(one), BrakeReading::first);
            }
        }
        // A person may be waited for an hour: that holds up nobody else.
        there.stream().filter(f -> Fences.attempts(f).stream().anyMatch(a -> a.result() == Result.Running))
                .forEach(f -> waiting.remove(f.getSpec().node()));
        return FenceBrake.of(clock.instant(), fence.getSpec().node(), zone.isEmpty() ? "the cluster" : "zone " + zone,
                members.size(), share, begun, List.copyOf(waiting.values()));
    }

    private static String label(HasMetadata object, String key) {
        return Optional.ofNullable(object.getMetadata().getLabels()).map(l -> l.get(key)).orElse("");
    }

    private static Waiting waiting(NodeFence fence) {
        return new Waiting(fence.getSpec().node(), Optional.ofNullable(fence.getSpec().priority()).orElse(0),
                Instant.parse(fence.getMetadata().getCreationTimestamp()));
    }

    private static Waiting first(Waiting one, Waiting other) {
        return new Waiting(one.node(), Math.max(one.priority(), other.priority()),
                one.since().isBefore(other.since()) ? one.since() : other.since());
    }

    private static Instant later(Instant one, Instant other) { return one.isAfter(other) ? one : other; }
}
