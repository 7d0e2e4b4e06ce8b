package io.quorate.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Room on a node that a group counts on from an epoch on. It is written, under the node record's resourceVersion,
 * before the claim of that epoch: so groups that share a node decide one after the other.
 *
 * @param group key {@code namespace/name}
 * @param requests what its pods ask of the node, in thousandths of each resource's unit
 * @param apart groups (keys) that it does not want beside it
 */
public record Allocation(String group, String groupUid, long epoch, Map<String, Long> requests, List<String> apart) {
    public Allocation {
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
        apart = List.copyOf(apart);
    }
}
