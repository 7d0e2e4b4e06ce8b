package io.quorate.core;

import io.quorate.core.Surroundings.Rival;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a node has room for the group: what its pods ask for against what is free, less what groups of a higher
 * priority will need there.
 */
final class Capacity {

    private static final long THOUSANDTHS = 1000;

    private Capacity() {}

    /** What the group's pods ask of a node, all together. */
    static Map<String, Long> asked(GroupState state) {
        var largest = new TreeMap<String, Map<String, Long>>();
        for (var pod : state.pods()) {
            if (!pod.deleted() && !pod.stale()) {
                pod.requests().forEach((what, amount) -> largest
                        .computeIfAbsent(pod.resource(), r -> new TreeMap<>()).merge(what, amount, Math::max));
            }
        }
        var sum = new TreeMap<String, Long>();
        largest.values().forEach(one -> one.forEach((what, amount) -> sum.merge(what, amount, Long::sum)));
        return sum;
    }

    static Optional<Bar> bar(GroupState state, NodeSight node) {
        for (var ask : asked(state).entrySet()) {
            var free = node.room().free().get(ask.getKey());
            if (free == null) {
                continue;
            }
            var rivals = state.surroundings().rivals().stream().filter(r -> r.node().equals(node.name())).toList();
            var kept = rivals.stream().mapToLong(r -> r.requests().getOrDefault(ask.getKey(), 0L)).sum();
            if (ask.getValue() > free - kept) {
                return Optional.of(new Bar("NoRoom", "asks for " + amount(ask.getValue()) + " " + ask.getKey() + ", "
                        + amount(free) + " free" + (ask.getValue() <= free
                                ? ", " + amount(kept) + " of it kept for "
                                        + rivals.stream().map(Rival::group).collect(Collectors.joining(", "))
                                        + " of a higher priority"
                                : "")));
            }
        }
        return Optional.empty();
    }

    private static String amount(long thousandths) {
        return BigDecimal.valueOf(thousandths).divide(BigDecimal.valueOf(THOUSANDTHS))
                .stripTrailingZeros().toPlainString();
    }
}
