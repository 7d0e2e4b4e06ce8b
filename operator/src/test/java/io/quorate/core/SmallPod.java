package io.quorate.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A pod object of a small world. */
final class SmallPod {

    final String uid;
    String node = "";
    String pinned = "";
    boolean gate = true;
    boolean held;
    long epoch;
    boolean deleted;
    boolean forced;
    boolean ended;
    boolean runs;

    SmallPod(String uid) { this.uid = uid; }

    /** Let through by an earlier decision, and bound. */
    SmallPod boundTo(String where, long under) {
        gate = false;
        held = true;
        epoch = under;
        pinned = where;
        node = where;
        runs = true;
        return this;
    }

    SmallPod deleted() {
        deleted = true;
        return this;
    }

    SmallPod ended() {
        ended = true;
        runs = false;
        return this;
    }

    PodSight sight() {
        var state = ended
                ? ContainerSight.State.TERMINATED
                : runs ? ContainerSight.State.RUNNING : ContainerSight.State.UNREPORTED;
        var phase = ended ? PodSight.Phase.FAILED : runs ? PodSight.Phase.RUNNING : PodSight.Phase.PENDING;
        return new PodSight("main", uid, uid, "1", Optional.of(node).filter(n -> !n.isEmpty()), gate, List.of(), held,
                held,
                epoch == 0 ? OptionalLong.empty() : OptionalLong.of(epoch),
                deleted ? Optional.of(SmallWorld.NOW) : Optional.empty(), forced, phase, true,
                List.of(new ContainerSight("db", state, ended || runs)), runs && !deleted, false, "", 0, false,
                Map.of());
    }
}
