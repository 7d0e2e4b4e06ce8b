package io.quorate.core;

import io.quorate.core.Surroundings.Other;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Situations whose cost is measured: what happens, to a group of how many owners, beside how many others. */
public enum Measured {
    /** All is well: by far the most frequent. */
    IDLE(3, false),
    /** The active node went silent and is proven off; the claim of the next one is written. */
    FAILOVER(3, false),
    /** A fence of the silent node is awaited: much is explained, nothing is done. */
    IN_DOUBT(3, false),
    /** As long as an owner list may be. */
    IDLE_OF_32(32, false), FAILOVER_OF_32(32, false),
    /** All groups of the cluster list the same owners, and each of these carries as many as a kubelet takes pods. */
    IDLE_BESIDE_1000(3, true), FAILOVER_BESIDE_1000(3, true);

    private static final int LISTED = 1000;
    private static final int CARRIED = 110;

    private final int owners;
    private final boolean crowded;

    Measured(int owners, boolean crowded) {
        this.owners = owners;
        this.crowded = crowded;
    }

    GroupState state() {
        var state = Given
                .of(name().startsWith("IDLE") ? idle() : name().startsWith("FAILOVER") ? failover() : inDoubt());
        return crowded ? beside(state) : state;
    }

    private String group() {
        return "group: {failback: Automatic, nodes: ["
                + IntStream.rangeClosed(1, owners).mapToObj(i -> "n" + i).collect(Collectors.joining(", ")) + "]}\n";
    }

    private String idle() {
        return group() + """
                record:
                  epoch: 1
                  claim: held n1
                  instances: ["db-0 on n1"]
                pods: {db-0: "on n1, held, epoch 1, ready, asks cpu 2 memory 4"}
                """;
    }

    private String failover() {
        return group() + """
                nodes:
                  n1: silent 60s, out-of-service
                  n2: online, allotted 2, free cpu 4 memory 8
                record:
                  epoch: 1
                  claim: released n1 because NodeSilent
                  instances: ["db-0 on n1, stopped by OutOfService"]
                pods: {db-0/b: "gated, held, asks cpu 2 memory 4"}
                """;
    }

    private String inDoubt() {
        return group() + """
                nodes:
                  n1: silent 60s, fenceable, fenced boot 1, fence running of boot 1 covers db-0
                record:
                  epoch: 1
                  claim: released n1 because NodeSilent
                  instances: ["db-0 on n1, stopping in boot 1"]
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """;
    }

    /** What there is to see then; of other groups, those that have room on an owner. */
    private GroupState beside(GroupState state) {
        var nodes = new LinkedHashMap<String, NodeSight>();
        var others = new LinkedHashMap<String, Other>();
        for (var node : state.nodes().values()) {
            var carried = neighbours(CARRIED, "on-" + node.name() + "-");
            carried.forEach(
                    k -> others.put(k, new Other(true, Optional.of(node.name()), true, 0, List.of(), List.of())));
            nodes.put(node.name(), new NodeSight(node.name(), node.exists(), node.machine(), node.heartbeat(),
                    node.ready(), node.notReadyFor(), node.cordoned(), node.outOfService(), node.room(), node.fences(),
                    node.fenceable(), node.record().map(r -> beside(r, carried))));
        }
        var old = state.surroundings();
        return new GroupState(state.now(), state.downAfter(), state.declared(), state.shownEpoch(), state.recorded(),
                nodes, state.pods(), state.workloads(), new Surroundings(old.objects(), old.sufficient(), old.window(),
                        others, old.rivals(), old.relocations(), old.selfFenced(), old.wrong()));
    }

    private static NodeRecord beside(NodeRecord record, List<String> carried) {
        var listed = Stream.concat(record.groups().stream(), neighbours(LISTED, "g").stream()).sorted().toList();
        var allocations = carried.stream()
                .map(k -> new Allocation(k, "uid-of-" + k, 7, Given.amounts("cpu 1"), List.of()));
        return new NodeRecord(record.node(), record.nodeUid(), record.recovery(), record.bootId(),
                record.contradictedBoot(), record.fencedBoot(), record.since(), record.losses(), listed,
                Stream.concat(allocations, record.allocations().stream()).toList());
    }

    private static List<String> neighbours(int number, String prefix) {
        return IntStream.range(0, number).mapToObj(i -> "shop/" + prefix + i).toList();
    }
}
