package io.quorate.core;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a node, now.
 *
 * @param exists whether there is a Node object of that name; without one the other facts are empty
 * @param ready whether the node's own condition says Ready
 * @param notReadyFor how long the operator has seen it not Ready; zero while Ready
 * @param cordoned votes, but is not eligible
 * @param record its record, absent until a group first listed the node
 */
public record NodeSight(String name, boolean exists, Machine machine, Heartbeat heartbeat, boolean ready,
        Duration notReadyFor, boolean cordoned, OutOfService outOfService, Optional<NodeRecord> record) {

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
        if (ready) {
            return Standing.ONLINE;
        }
        return notReadyFor.compareTo(grace) >= 0 ? Standing.NOT_READY : Standing.SUSPECT;
    }

    /** Whether nothing has been heard of the kubelet for {@code grace} or longer. */
    public boolean silent(Duration grace) {
        return heartbeat.silence().compareTo(grace) >= 0;
    }
}
