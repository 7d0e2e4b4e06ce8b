package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a node, now.
 *
 * @param exists whether there is a Node object of that name; without one the other facts are empty
 * @param ready whether the node's own condition says Ready
 * @param notReadyFor how long the operator has seen it not Ready; zero while Ready
 * @param cordoned votes, but is not eligible
 * @param room what is free for this group there; what is not named is not short
 * @param fences fences of the node, of any boot
 * @param fenceable whether there is a method that could fence it
 * @param record its record, absent until a group first listed the node
 */
public record NodeSight(String name, boolean exists, Machine machine, Heartbeat heartbeat, boolean ready,
        Duration notReadyFor, boolean cordoned, OutOfService outOfService, Room room, List<FenceSight> fences,
        boolean fenceable, Optional<NodeRecord> record) {

    /**
     * What a node has for the group's pods.
     *
     * @param free unused by anybody else, in thousandths of each resource's unit
     * @param load how much of the node is requested by others: 0 nothing, 1000 all
     * @param barriers what keeps the group's pods from being scheduled there: volumes, taints, labels; in words
     */
    public record Room(Map<String, Long> free, int load, List<String> barriers) {

        public static final Room AMPLE = new Room(Map.of(), 0, List.of());

        public Room {
            free = Map.copyOf(free);
            barriers = List.copyOf(barriers);
        }
    }

    public NodeSight {
        fences = List.copyOf(fences);
    }

    /** What this node is to a group that waits {@code grace} before it believes in a loss. */
    public Standing standing(Duration grace) {
        if (!exists) {
            return Standing.NO_NODE;
        }
        if (silent(grace)) {
            return Standing.SILENT;
        }
        if (heartbeat instanceof Heartbeat.Unproven) {
            return Standing.UNPROVEN;
        }
        if (heartbeat instanceof Heartbeat.Together) {
            return Standing.TOGETHER;
        }
        if (ready) {
            return Standing.ONLINE;
        }
        return notReadyFor.compareTo(grace) >= 0 ? Standing.NOT_READY : Standing.SUSPECT;
    }

    /** Whether nothing has been heard of the kubelet for {@code grace} or longer. */
    public boolean silent(Duration grace) {
        return heartbeat.silence().compareTo(grace) >= 0;
    }

    /** The fence that stands in the way of a new start: of the present boot, not refuted. */
    Optional<FenceSight> fencedNow() {
        return fences.stream().filter(f -> exists && f.machine().bootId().equals(machine.bootId()))
                .filter(f -> f.state() == FenceSight.State.RUNNING || f.state() == FenceSight.State.SUCCEEDED)
                .findFirst();
    }
}
