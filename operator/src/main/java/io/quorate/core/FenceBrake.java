package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slows fencing down where many nodes of one zone are lost together: to switch them all off at once is seldom what
 * helps. It delays the beginning of fences, the least important ones most; what has begun, and evidence, it does not touch.
 */
public final class FenceBrake {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    /** Small zones are not held back: two nodes may really be lost at once. */
    private static final int FEWEST = 2;

    private FenceBrake() {}

    /**
     * A node for which a fence is asked.
     *
     * @param priority the highest of the groups that ask
     */
    public record Waiting(String node, int priority, Instant since) {}

    /**
     * Why the fence of a node does not begin yet; empty if it may.
     *
     * @param zone for people
     * @param nodes how many the zone has
     * @param share how many of them may be fenced within a minute, in percent
     * @param begun when the latest fence of each node of the zone began
     * @param waiting nodes of the zone for which a fence is asked that is not decided
     */
    public static Optional<String> of(Instant now, String node, String zone, int nodes, int share,
            Map<String, Instant> begun, List<Waiting> waiting) {
        var recent = begun.keySet().stream().filter(n -> begun.get(n).plus(WINDOW).isAfter(now)).toList();
        if (recent.contains(node)) {
            return Optional.empty();
        }
        var allowed = Math.max(FEWEST, (nodes * share + 99) / 100);
        var order = waiting.stream().filter(w -> !recent.contains(w.node()))
                .sorted(Comparator.comparingInt(Waiting::priority).reversed()
                        .thenComparing(Waiting::since).thenComparing(Waiting::node))
                .map(Waiting::node).toList();
        var ahead = Math.max(0, order.indexOf(node));
        return recent.size() + ahead < allowed
                ? Optional.empty()
                : Optional.of("waits: " + allowed + " of the " + nodes + " nodes of " + zone
                        + " may be fenced within a minute");
    }
}
