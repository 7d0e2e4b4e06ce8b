package io.quorate.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A pod object. */
final class SimulatedPod {
    final String uid;
    int version = 1;
    String node = "";
    String pinned = "";
    boolean gate = true;
    boolean held;
    long epoch;
    Instant deletedAt;
    boolean forced;
    boolean unschedulable;
    ContainerSight.State container = ContainerSight.State.UNREPORTED;
    boolean phaseByKubelet;
    PodSight.Phase phase = PodSight.Phase.PENDING;

    SimulatedPod(String uid) { this.uid = uid; }

    boolean terminal() { return phase == PodSight.Phase.SUCCEEDED || phase == PodSight.Phase.FAILED; }

    PodSight sight() {
        var containers = List.of(new ContainerSight("db", container,
                container == ContainerSight.State.RUNNING || container == ContainerSight.State.TERMINATED));
        return new PodSight("main", "db-0", uid, "" + version, Optional.of(node).filter(n -> !n.isEmpty()), gate,
                List.of(),
                held,
                epoch == 0 ? OptionalLong.empty() : OptionalLong.of(epoch), Optional.ofNullable(deletedAt), forced,
                phase,
                phaseByKubelet, containers, container == ContainerSight.State.RUNNING && deletedAt == null,
                unschedulable,
                unschedulable ? "no room" : "", 0, false, Map.of());
    }
}
