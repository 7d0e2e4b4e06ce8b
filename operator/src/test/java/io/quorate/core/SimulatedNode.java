package io.quorate.core;

import java.util.LinkedHashMap;
import java.util.Map;

/** A node: the machine, and what the API says of it. */
final class SimulatedNode {
    final String name;
    boolean powered = true;
    boolean reachable = true;
    boolean cordoned;
    boolean tainted;
    boolean ready = true;
    int boot = 1;
    int bootShown = 1;
    /** Container of a pod uid, and whether its kubelet has begun to stop it. */
    final Map<String, Boolean> running = new LinkedHashMap<>();

    SimulatedNode(String name) { this.name = name; }

    boolean talks() { return powered && reachable; }
}
