package io.quorate.simulation;

import java.util.Map;
import java.util.Set;

/**
 * One look of an operator at a group, as the simulation knows it.
 *
 * @param startedAt true time, in milliseconds
 * @param running uids of the group's containers that really ran when it began
 * @param lateness by node: how late the operator may have learned of the last renewal of its Lease
 */
record Look(String operator, String group, long startedAt, Set<String> running, Map<String, Long> lateness) {}
