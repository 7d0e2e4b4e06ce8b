package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Condition;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.core.Allocation;
import io.quorate.core.Claim;
import io.quorate.core.Declaration;
import io.quorate.core.FailoverPolicy;
import io.quorate.core.Evidence;
import io.quorate.core.GroupRecord;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.Surroundings.Rival;
import io.quorate.port.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Groups of a higher priority that the loss of a node makes move as well: the record of that node still tells what it
 * allotted to them. Each is one read, and only while the group itself has to move.
 */
final class Rivals {

    /**
     * How long their room is kept, from when the group itself could move: the evidence mostly comes for all of a node
     * at once. Who has not moved by then waits for something that may never come.
     */
    static final Duration KEPT = Duration.ofMinutes(5);

    private final Api api;

    Rivals(Api api) {
        this.api = api;
    }

    List<Rival> of(Declaration declared, GroupRecord record, Collection<NodeSight> nodes, Instant now) {
        var records = nodes.stream().filter(n -> declared.nodes().contains(n.name())).flatMap(n -> n.record().stream())
                .collect(Collectors.toMap(NodeRecord::node, r -> r));
        var lost = records.values().stream().filter(r -> r.recovery() == NodeRecord.Recovery.DOWN)
                .filter(r -> proven(record, r.node()).orElse(now).plus(KEPT).isAfter(now)).toList();
        var settled = record.held().map(Claim::node).filter(n -> lost.stream().noneMatch(r -> r.node().equals(n)));
        var rivals = new HashMap<String, Rival>();
        if (settled.isPresent()) {
            return List.of();
        }
        for (var from : lost) {
            from.allocations().stream().filter(a -> !a.groupUid().equals(declared.uid()) && !a.requests().isEmpty())
                    .forEach(a -> rival(a, from.node(), declared, records).ifPresent(r -> rivals.put(r.group(), r)));
        }
        return List.copyOf(rivals.values());
    }

    /** When the last of the group's own instances there was proven stopped. */
    private static Optional<Instant> proven(GroupRecord record, String node) {
        return record.instances().stream().filter(i -> i.node().equals(node))
                .flatMap(i -> i.evidence().stream()).map(Evidence::time).max(Instant::compareTo);
    }

    private Optional<Rival> rival(Allocation allocation, String from, Declaration declared,
            Map<String, NodeRecord> records) {
        var names = allocation.group().split("/", 2);
        var group = api.group(names[0], names[1])
                .filter(g -> g.getMetadata().getUid().equals(allocation.groupUid()));
        return group.map(Declarations::of).filter(r -> r.priority() > declared.priority())
                .filter(r -> moves(group.get(), r, from)).flatMap(r -> next(r, records))
                .map(node -> new Rival(allocation.group(), node, allocation.requests()));
    }

    /** Whether it has to leave that node, and may. */
    private static boolean moves(ResourceGroup group, Declaration rival, String from) {
        var elsewhere = Optional.ofNullable(group.getStatus()).map(ResourceGroupStatus::activeNode)
                .filter(n -> !n.equals(from)).isPresent();
        return !elsewhere && rival.run() == Declaration.Run.ALWAYS
                && rival.failover().kind() != FailoverPolicy.Kind.NEVER
                && !says(group, c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
                && !says(group, c -> c.getType().equals("Quorate") && c.getStatus().equals("False"))
                // Who only waits for the evidence has it when this group has.
                && !says(group, c -> c.getType().equals("Stalled") && c.getStatus().equals("True")
                        && !c.getReason().equals("FenceNeeded"));
    }

    private static boolean says(ResourceGroup group, Predicate<Condition> condition) {
        return Optional.ofNullable(group.getStatus()).map(ResourceGroupStatus::conditions).orElse(List.of()).stream()
                .anyMatch(condition);
    }

    /** The first of its owners that is not down, if both groups list it: of others nothing is known here. */
    private static Optional<String> next(Declaration rival, Map<String, NodeRecord> records) {
        return rival.nodes().stream()
                .filter(n -> !records.containsKey(n) || records.get(n).recovery() == NodeRecord.Recovery.UP).findFirst()
                .filter(records::containsKey);
    }
}
