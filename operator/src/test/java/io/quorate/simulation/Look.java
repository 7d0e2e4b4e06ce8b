package io.quorate.simulation;

import java.util.Map;
import java.util.Set;

/**
 * One look of an operator at a group, as the simulation knows it.
 *
 * @param startedAt true time, in milliseconds
 * @param running uids of the group's containers that really ran when it began
 * @param lateness by node: how late the operator may have learned of the last renewal of its Lease
 * @param foundSilent by node: when the operator found its Lease truly silent last, up to now
 */
record Look(String operator, String group, long startedAt, Set<String> running, Map<String, Long> lateness,
        Map<String, Long> foundSilent) {}
