package io.quorate.simulation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A machine and what really runs on it. */
final class Machine {

    /** A container; it may run from the moment on that its kubelet starts it, until it has really ended. */
    static final class Container {
        final String pod;
        final String uid;
        final String group;
        final String resource;
        boolean stopping;

        /** Its stop takes long. */
        final boolean slow;

        Container(String pod, String uid, String group, String resource, boolean slow) {
            this.slow = slow;
            this.pod = pod;
            this.uid = uid;
            this.group = group;
            this.resource = resource;
        }
    }

    final String node;
    final String systemUuid;
    boolean powered = true;
    /** The kubelet hangs, the containers run on. */
    boolean hung;
    boolean reachable = true;
    /** Another machine has its node's name by now; it runs on, cut off for ever. */
    boolean replaced;
    /** The kubelet says of itself that it is not ready. */
    boolean unwell;
    /** No room for another pod. */
    boolean full;
    int boot = 1;
    /** Its wall clock is that much off; nobody may compare it with another. */
    final long clockOffset;
    long renewedAt = -3_600_000;
    /** The boot in which it renewed its Lease last. */
    int renewedBoot;
    final Map<String, Container> containers = new LinkedHashMap<>();
    /** Pods of whose end its kubelet has told, in this boot. */
    final Set<String> told = new HashSet<>();

    Machine(String node, String systemUuid, long clockOffset) {
        this.node = node;
        this.systemUuid = systemUuid;
        this.clockOffset = clockOffset;
    }

    boolean talks() { return powered && !hung && reachable && !replaced; }

    String bootId() { return systemUuid + "/boot-" + boot; }

    /** All that runs ends with the power; what comes back is another boot. */
    void power(boolean on) {
        if (powered != on) {
            powered = on;
            hung = false;
            containers.clear();
            told.clear();
            boot += on ? 1 : 0;
        }
    }

    String words() {
        return node + (powered ? "" : " off") + (hung ? " hangs" : "") + (reachable ? "" : " cut off")
                + (replaced ? " replaced" : "") + (unwell ? " not ready" : "") + (full ? " full" : "")
                + (containers.isEmpty()
                        ? ""
                        : " runs " + containers.values().stream().map(c -> c.uid + (c.stopping ? " (stopping)" : ""))
                                .toList());
    }
}
