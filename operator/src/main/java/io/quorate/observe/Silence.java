package io.quorate.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Notices when nodes fall silent for longer than a limit, and when they are heard again. */
public final class Silence {

    private final Heartbeats heartbeats;
    private final Duration limit;
    private final Set<String> silent = new HashSet<>();

    public Silence(Heartbeats heartbeats, Duration limit) {
        this.heartbeats = heartbeats;
        this.limit = limit;
    }

    /** Nodes that have fallen silent, or are heard again, since the last call. */
    public synchronized List<String> changed() {
        var changed = new ArrayList<String>();
        for (var node : heartbeats.nodes()) {
            var now = heartbeats.quiet(node).compareTo(limit) >= 0;
            if (now ? silent.add(node) : silent.remove(node)) {
                changed.add(node);
            }
        }
        return changed;
    }
}
