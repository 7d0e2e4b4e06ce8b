package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;

/** Pods that run and that nobody let through: for those nobody vouches, but nothing may be started beside them. */
final class Strangers {

    private final World world;
    /** By pod that was let through, its group. */
    private final Map<String, String> admitted = new HashMap<>();

    Strangers(World world) {
        this.world = world;
    }

    /** Whether it never passed the gate. */
    boolean has(Pod pod) {
        return ApiServer.open(pod) && !admitted(pod.getMetadata().getUid());
    }

    boolean admitted(String uid) { return admitted.containsKey(uid); }

    /** What a deleted group let go is nobody's from now on. */
    void release(String group) {
        admitted.values().removeIf(group::equals);
    }

    /** A pod is let through: beside nothing of its resource that was there when the look began, and runs. */
    void admit(Pod pod, Look look) {
        var uid = pod.getMetadata().getUid();
        admitted.put(uid, Controllers.group(pod));
        if (look == null) {
            return;
        }
        var running = world.running(look.group());
        running.retainAll(look.running());
        for (var other : world.server.pods.values()) {
            var same = Controllers.group(other).equals(Controllers.group(pod))
                    && Controllers.resource(other).equals(Controllers.resource(pod));
            Judge.hold(!same || !has(other) || !running.contains(other.getMetadata().getUid()),
                    () -> "1 (at most one): " + uid + " is let through beside " + other.getMetadata().getUid()
                            + ", which never was");
        }
    }
}
