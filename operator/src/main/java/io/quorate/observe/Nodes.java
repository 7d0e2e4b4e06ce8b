package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.core.FenceSight;
import io.quorate.core.Heartbeat;
import io.quorate.core.Machine;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.OutOfService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads Nodes. */
public final class Nodes {

    /** Key of the taint that says that a node is off. */
    public static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    /** Value of the taint where Quorate set it itself: no evidence, but a consequence of it. */
    public static final String OWN = "quorate";

    private Nodes() {}

    static NodeSight of(String name, Optional<Node> found, Heartbeats heartbeats, long askedAt,
            List<FenceSight> fences, List<FencingMethod> methods, Optional<NodeRecord> record, NodeSight.Room room) {
        if (found.isEmpty()) {
            return new NodeSight(name, false, new Machine("", "", "", "", ""), new Heartbeat.Unproven(Duration.ZERO),
                    false,
                    heartbeats.notReadyFor(name, true, askedAt), false, OutOfService.ABSENT, room,
                    fences, !Fences.selecting(found, methods).isEmpty(), record);
        }
        var node = found.get();
        var ready = ready(node);
        return new NodeSight(name, true, machine(node), heartbeats.of(name), ready,
                heartbeats.notReadyFor(name, ready, askedAt),
                Boolean.TRUE.equals(node.getSpec().getUnschedulable()), outOfService(name, node, heartbeats, record),
                room, fences, !Fences.selecting(found, methods).isEmpty(), record);
    }

    /** Whether the node says of itself that it is Ready. */
    public static boolean ready(Node node) {
        return node.getStatus() != null && node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
    }

    /** Which machine it is, and in which boot. */
    public static Machine machine(Node node) {
        var info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
        return new Machine(node.getMetadata().getUid(), info == null ? "" : text(info.getSystemUUID()),
                info == null ? "" : text(info.getMachineID()), text(node.getSpec().getProviderID()),
                info == null ? "" : text(info.getBootID()));
    }

    /** Whether the node carries the out-of-service taint, Quorate's own or somebody else's. */
    static boolean outOfService(Node node, boolean own) {
        return node.getSpec().getTaints().stream()
                .anyMatch(t -> t.getKey().equals(OUT_OF_SERVICE) && own == OWN.equals(t.getValue()));
    }

    private static String text(String value) { return Objects.requireNonNullElse(value, ""); }

    private static OutOfService outOfService(String name, Node node, Heartbeats heartbeats,
            Optional<NodeRecord> record) {
        var tainted = outOfService(node, false);
        var renewed = heartbeats.renewedUnderTaint(name, tainted);
        if (!tainted) {
            return outOfService(node, true) ? OutOfService.OWN : OutOfService.ABSENT;
        }
        // Noted in the record so that it outlives this process.
        var noted = record.map(NodeRecord::contradictedBoot).filter(boot -> !boot.isEmpty()).isPresent();
        return renewed || noted ? OutOfService.CONTRADICTED : OutOfService.UNCONTRADICTED;
    }
}
