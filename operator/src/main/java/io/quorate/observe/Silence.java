package io.quorate.observe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Notices when nodes fall silent for so long that it is believed, and when they are heard again. */
public final class Silence {

    private final Heartbeats heartbeats;
    private final Set<String> silent = new HashSet<>();

    public Silence(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    /** Nodes that have fallen silent, or are heard again, since the last call. */
    public synchronized List<String> changed() {
        var changed = new ArrayList<String>();
        var limit = heartbeats.believedAfter();
        for (var node : heartbeats.nodes()) {
            var now = heartbeats.quiet(node).compareTo(limit) >= 0;
            if (now ? silent.add(node) : silent.remove(node)) {
                changed.add(node);
            }
        }
        return changed;
    }
}
