package io.quorate.core;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One of two operators: what it heard itself, and the steps of its last plan that are not carried out yet. */
final class Operator {
    final String name;
    Instant since;
    final Map<String, Instant> heard = new TreeMap<>();
    final Set<String> contradicted = new TreeSet<>();
    final Deque<Step> pending = new ArrayDeque<>();
    Map<String, NodeSight> nodes;
    World.Seen seen;
    Report report;

    Operator(String name, Instant since) {
        this.name = name;
        this.since = since;
    }

    void killed(Instant now) {
        since = now;
        heard.clear();
        contradicted.clear();
        pending.clear();
        nodes = null;
    }
}
