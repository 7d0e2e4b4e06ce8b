package io.quorate.core;

import java.util.Map;
import java.util.TreeMap;

/**
 * Room on a node that a group counts on from an epoch on. It is written, under the node record's resourceVersion,
 * before the claim of that epoch: so groups that share a node decide one after the other.
 *
 * @param group key {@code namespace/name}
 * @param requests resource name to quantity, as the instance's pod asks
 */
public record Allocation(String group, String groupUid, long epoch, Map<String, String> requests) {
    public Allocation {
        requests = java.util.Collections.unmodifiableMap(new TreeMap<>(requests));
    }
}
