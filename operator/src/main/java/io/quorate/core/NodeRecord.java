package io.quorate.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The record of one owner node: meant for the node's sphere of influence, written when the node goes down, comes up,
 * boots anew, is listed by another group, is allotted to one, or is about to be fenced.
 *
 * @param recovery whether the node counts as up or down, by the operator's own setting
 * @param contradictedBoot the boot in which the node renewed its Lease under an out-of-service taint, or empty
 * @param fencedBoot the boot for which a fence has been asked for, or empty: nothing is claimed on the node in it
 * @param losses when it went down, or booted without that, lately; the latest last
 * @param groups keys {@code namespace/name} of the groups that list the node, sorted
 * @param allocations what groups have been allotted on the node; the order of decisions of groups that share it
 */
public record NodeRecord(String node, String nodeUid, Recovery recovery, String bootId, String contradictedBoot,
        String fencedBoot, Instant since, List<Instant> losses, List<String> groups, List<Allocation> allocations) {

    /** Whether the node serves. */
    public enum Recovery {
        UP, DOWN
    }

    public NodeRecord {
        losses = List.copyOf(losses);
        groups = List.copyOf(groups);
        allocations = List.copyOf(allocations);
    }

    public NodeRecord listedBy(String group) {
        if (Collections.binarySearch(groups, group) >= 0) {
            return this;
        }
        var all = new TreeSet<>(groups);
        all.add(group);
        return withGroups(List.copyOf(all));
    }

    public NodeRecord unlistedBy(String group) {
        return withGroups(groups.stream().filter(g -> !g.equals(group)).toList());
    }

    private NodeRecord withGroups(List<String> next) {
        return new NodeRecord(node, nodeUid, recovery, bootId, contradictedBoot, fencedBoot, since, losses, next,
                allocations);
    }

    public NodeRecord fencing(String boot) {
        return new NodeRecord(node, nodeUid, recovery, bootId, contradictedBoot, boot, since, losses, groups,
                allocations);
    }

    /** With this allocation, in place of whatever the same group had here. */
    public NodeRecord allot(Allocation allocation) {
        var next = new ArrayList<>(
                allocations.stream().filter(a -> !a.groupUid().equals(allocation.groupUid())).toList());
        next.add(allocation);
        return withAllocations(next);
    }

    public NodeRecord withdraw(String groupUid) {
        return allocationOf(groupUid).isEmpty()
                ? this
                : withAllocations(allocations.stream().filter(a -> !a.groupUid().equals(groupUid)).toList());
    }

    private NodeRecord withAllocations(List<Allocation> next) {
        return new NodeRecord(node, nodeUid, recovery, bootId, contradictedBoot, fencedBoot, since, losses, groups,
                next);
    }

    public Optional<Allocation> allocationOf(String groupUid) {
        return allocations.stream().filter(a -> a.groupUid().equals(groupUid)).findFirst();
    }
}
