package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Claim;
import io.quorate.core.Decided;
import io.quorate.core.GroupRecord;
import io.quorate.core.Instance;
import io.quorate.core.NodeRecord;
import io.quorate.core.Recorded;
import io.quorate.observe.Durations;
import io.quorate.observe.Heartbeats;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The invariants, judged from the truth: what really runs, and when a node was really heard of. */
final class Judge {

    private static final long LATE = (long) (Heartbeats.LATE.toMillis() * 1.01);
    /** On whose behalf a write takes effect now; null: nobody's of the operators. */
    Look writing;
    /** Whether an operator has written anything, a status too. */
    int writes;
    private final World world;
    private final GroupRecords records;
    private final NodeRecords nodeRecords;
    private final Map<String, NodeRecord> lastOf = new HashMap<>();
    /** By node, when its Node was last seen absent or not Ready. */
    private final Map<String, Long> notReadyAt = new HashMap<>();
    private final Map<String, Integer> losses = new HashMap<>();
    private final Map<String, GroupRecord> last = new HashMap<>();
    /** By pod, the group and epoch under which its gate was opened. */
    private final Map<String, String> opened = new HashMap<>();
    /** By group and epoch, the node on which something ran under it. */
    private final Map<String, String> ran = new HashMap<>();
    private final Map<String, Set<String>> listed = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    /** Pods whose finalizer somebody took off. */
    final Set<String> stripped = new HashSet<>();

    Judge(World world) {
        this.world = world;
        records = new GroupRecords(world.server, Clock.systemUTC());
        nodeRecords = new NodeRecords(world.server, World.SYSTEM);
    }

    /** @param broken which invariant, and by what; asked for only then */
    static void hold(boolean holds, Supplier<String> broken) {
        if (!holds) {
            throw new AssertionError("invariant " + broken.get());
        }
    }

    /** After every event. */
    void check() {
        world.machines.keySet().stream().filter(n -> !world.ready(n)).forEach(n -> notReadyAt.put(n, world.millis));
        var one = new HashMap<String, Machine.Container>();
        var where = new HashMap<String, String>();
        world.everywhere().forEach(m -> m.containers.values().forEach(c -> {
            hold(!stopped.contains(c.uid), () -> "1 (at most one): " + c.uid + " runs on " + m.node
                    + ", and the record says that it is proven stopped");
            if (!world.strangers.admitted(c.uid)) {
                return;
            }
            var other = one.putIfAbsent(c.group + "/" + c.resource, c);
            hold(other == null, () -> "1 (at most one): " + c.group + " runs " + c.uid + " on " + m.node + " beside "
                    + (other == null ? "" : other.uid));
            var there = where.putIfAbsent(c.group, m.systemUuid);
            hold(there == null || there.equals(m.systemUuid),
                    () -> "1 (all of a group on one node): " + c.group + " runs "
                            + c.uid + " on " + m.node + ", and others elsewhere");
            if (opened.containsKey(c.uid)) {
                ran.put(opened.get(c.uid), m.node);
            }
        }));
    }

    /** The record of the group as it stands. */
    GroupRecord record(String group) {
        var declared = world.server.groups.get(group);
        return declared != null && records.read(declared).value() instanceof Recorded.Present present
                ? present.record()
                : GroupRecord.EMPTY;
    }

    /** Somebody takes the record away. */
    void lost(String group) {
        last.remove(group);
        losses.merge(group, 1, Integer::sum);
    }

    int losses(String group) { return losses.getOrDefault(group, 0); }

    /** A record was written. */
    void recorded(ConfigMap map) {
        var name = map.getMetadata().getName();
        var by = writing == null ? null : writing.group();
        if (name.startsWith("node-")) {
            var node = map.getData().get("node");
            hold(by == null || listed(by).contains(node),
                    () -> "5 (locality): a look at " + by + " writes the record of " + node
                            + ", which it never listed");
            if (by != null) {
                neighbours(by, node);
            }
            return;
        }
        var group = name.substring("quorate-group-".length());
        hold(by == null || by.equals(group), () -> "5 (locality): a look at " + by + " writes the record of " + group);
        var declared = world.server.groups.get(group);
        if (declared != null && records.read(declared).value() instanceof Recorded.Present present) {
            written(group, declared, last.get(group), present.record());
            last.put(group, present.record());
        }
    }

    /** What other groups have written in a node's record stays, as long as they are there. */
    private void neighbours(String by, String node) {
        var next = nodeRecords.read(node).value().orElseThrow();
        var before = lastOf.put(node, next);
        if (before != null) {
            hold(next.groups().containsAll(before.groups().stream().filter(g -> others(by, g)).toList())
                    && next.allocations().containsAll(before.allocations().stream()
                            .filter(a -> others(by, a.group())).toList()),
                    () -> "5 (locality): a look at " + by + " drops what other groups have in the record of " + node);
        }
    }

    private boolean others(String by, String key) {
        var group = key.split("/")[1];
        return !group.equals(by) && world.server.groups.containsKey(group);
    }

    /** Nodes that the group lists or listed. */
    Set<String> listed(String group) {
        var all = listed.computeIfAbsent(group, g -> new HashSet<>());
        var declared = world.server.groups.get(group);
        if (declared != null) {
            all.addAll(declared.getSpec().nodes());
        }
        return all;
    }

    /** Whether the claim was made for what ran there already. */
    static boolean adopted(GroupRecord record) {
        return record.history().stream().findFirst().filter(d -> d.action() == Decided.Action.Adopt).isPresent();
    }

    private void written(String group, ResourceGroup declared, GroupRecord before, GroupRecord next) {
        var rebuilt = before == null || next.history().stream().findFirst()
                .filter(d -> d.action() == Decided.Action.Rebuild).isPresent() || next.claim().isEmpty();
        next.unsettled().stream().map(Instance::node).forEach(listed(group)::add);
        next.instances().stream().filter(Instance::settled).forEach(i -> {
            stopped.add(i.podUid());
            hold(!world.running(group).contains(i.podUid()), () -> "1 (at most one): " + i.podUid()
                    + " is recorded as stopped (" + i.evidence().map(e -> e.kind().name()).orElse("") + ") and runs");
        });
        if (before != null) {
            hold(!paused(group) || rebuilt || Groups.deleting(declared)
                    || next.epoch() == before.epoch() && next.held().equals(before.held()),
                    () -> "6 (paused): the claim of " + group + " changes");
            hold(next.epoch() >= before.epoch(),
                    () -> "3 (epochs grow): from " + before.epoch() + " to " + next.epoch() + " in " + group);
            hold(rebuilt || next.epoch() <= before.epoch() + 1,
                    () -> "3 (epochs grow by one): from " + before.epoch() + " to " + next.epoch() + " in " + group);
        }
        if (!rebuilt) {
            next.unsettled().stream().filter(i -> before.instance(i.podUid()).isEmpty() && !i.found())
                    .forEach(i -> kept(i.podUid(), Groups.deleting(declared)));
        }
        next.claim().filter(c -> before != null && before.held().isPresent() && next.held().isEmpty())
                .ifPresent(c -> left(c, declared, before));
        next.held().ifPresent(c -> {
            var other = ran.get(declared.getMetadata().getUid() + "/" + c.epoch());
            hold(other == null || other.equals(c.node()), () -> "3 (epochs grow): epoch " + c.epoch() + " of " + group
                    + " is claimed for " + c.node() + " after it was that of " + other);
            if (!rebuilt && before.epoch() < next.epoch()) {
                world.neighbourhood.claimed(group, next, nodeRecords.read(c.node()).value());
                hold(next.unsettled().size() <= 1 || adopted(next),
                        () -> "1 (at most one): " + group + " is claimed for " + c.node()
                                + " while others are not proven stopped: "
                                + next.unsettled().stream().map(Instance::podUid)
                                        .toList());
                quorate(group, declared, next, c);
            }
        });
    }

    /** A node is left for its silence only if it has been silent, and for want of quorum only if votes are missing. */
    private void left(Claim claim, ResourceGroup declared, GroupRecord before) {
        if (writing == null) {
            return;
        }
        hold(!claim.reason().equals("NodeSilent") || foundSilent(claim.node()), () -> "6 (progress): " + claim.node()
                + " is left as silent, and it was not found to be before " + writing + " at " + world.millis);
        var votes = before.owners().stream().filter(this::there).toList();
        hold(!claim.reason().equals("QuorumLost") || declared.getSpec().nodes().size() != before.owners().size()
                || votes.size() < Votes.needed(declared.getSpec().quorum(), before.owners()),
                () -> "6 (progress): " + claim.node() + " is left for want of quorum, and there are the votes " + votes
                        + " of " + before.owners() + " before " + writing + " at " + world.millis);
    }

    /** Whether whoever writes knew that nothing is to be touched. */
    boolean paused(String group) {
        var since = world.groups.pausedAt.get(group);
        return since != null && writing != null && writing.startedAt() > since;
    }

    /** Whether it was truly silent when its Lease was asked for since the look began. */
    private boolean foundSilent(String node) {
        return writing.foundSilent().getOrDefault(node, 0L) >= writing.startedAt();
    }

    /** Whether it was Ready and renewing all the time since the look began. */
    private boolean there(String node) {
        return world.ready(node) && notReadyAt.getOrDefault(node, 0L) < writing.startedAt() && !foundSilent(node);
    }

    /**
     * What may be started any moment must not be able to vanish: its end would never be proven. A pod that a deleted group
     * has let go runs already, and when somebody deletes it nothing can be put on it any more.
     */
    private void kept(String uid, boolean released) {
        hold(stripped.contains(uid) || released && world.strangers.admitted(uid)
                || world.server.pods.values().stream().anyMatch(p -> p.getMetadata().getUid().equals(uid)
                        && p.getMetadata().getFinalizers().contains(Names.STOP_PROOF)),
                () -> "1 (at most one): " + uid + " is admitted, and nothing keeps its object until its end is proven");
    }

    /** A vote counts if the owner's Lease was renewed as lately as whoever decided could believe. */
    private void quorate(String group, ResourceGroup declared, GroupRecord next, Claim claim) {
        if (writing == null) {
            return;
        }
        var grace = (long) (Math.max(SimulatedOperator.DOWN_AFTER.toMillis(),
                Durations.parse(declared.getSpec().failover().gracePeriod()).toMillis()) * 1.01) + 1;
        var votes = next.owners().stream().filter(n -> world.kubelet.heard.getOrDefault(n, 0L) >= writing.startedAt()
                - grace - Math.min(LATE, writing.lateness().getOrDefault(n, 0L))).toList();
        var needed = Votes.needed(declared.getSpec().quorum(), next.owners());
        hold(votes.size() >= needed,
                () -> "2 (quorum first): " + group + " is claimed for " + claim.node() + " by the votes "
                        + votes + " of " + next.owners() + ", " + needed + " needed (" + writing + ", heard "
                        + world.kubelet.heard + ")");
    }

    /** An operator changed a pod. */
    void patched(Pod before, Pod after) {
        var group = Controllers.group(before);
        var uid = before.getMetadata().getUid();
        var record = record(group);
        hold(writing == null || writing.group().equals(group),
                () -> "5 (locality): a look at another group changes " + uid);
        if (!ApiServer.open(before) && ApiServer.open(after)) {
            hold(!paused(group), () -> "6 (paused): " + uid + " is let through");
            world.strangers.admit(before, writing);
            var node = Controllers.pinned(after);
            opened(group, uid, node, late(group, before.getMetadata().getAnnotations()) ? GroupRecord.EMPTY : record);
            var stamps = after.getMetadata().getAnnotations();
            hold(record.equals(GroupRecord.EMPTY) || late(group, stamps)
                    || stamps.get(Names.EPOCH).equals(Long.toString(record.epoch())),
                    () -> "2 (quorum first): " + uid + " is let through under epoch " + stamps.get(Names.EPOCH)
                            + ", that of " + group + " is " + record.epoch());
            opened.put(uid, stamps.get(Names.GROUP_UID) + "/" + stamps.get(Names.EPOCH));
        }
        hold(!before.getMetadata().getFinalizers().contains(Shapes.FOREIGN)
                || after.getMetadata().getFinalizers().contains(Shapes.FOREIGN),
                () -> "1 (exactly as meant, or not at all): a finalizer of others goes from " + uid);
        var held = before.getMetadata().getFinalizers().contains(Names.STOP_PROOF);
        if (held && !after.getMetadata().getFinalizers().contains(Names.STOP_PROOF)) {
            var known = world.server.groups.get(group);
            hold(stopped.contains(uid) || known == null || known.getMetadata().getDeletionTimestamp() != null,
                    () -> "1 (at most one): " + uid + " is let go, and the record does not know its end");
        }
    }

    /** Whether the pod was held under a record that has been lost, and is not held anew yet. */
    private boolean late(String group, Map<String, String> annotations) {
        var record = world.server.maps.get("quorate-group-" + group);
        return record != null && !record.getMetadata().getUid().equals(annotations.get(Names.RECORD_UID));
    }

    /** While the record is lost nobody can take back what is on its way; the pod is found by its epoch afterwards. */
    private static void opened(String group, String uid, String node, GroupRecord record) {
        hold(record.equals(GroupRecord.EMPTY) || record.instance(uid)
                .filter(i -> !i.settled() && i.epoch() == record.epoch() && i.node().equals(node)).isPresent()
                && record.claim().filter(c -> c.epoch() == record.epoch() && c.node().equals(node)).isPresent(),
                () -> "2 (quorum first): the gate of " + uid + " opens for " + node
                        + ", which the current epoch of " + group + " did not claim and admit");
    }

    String words(String group) {
        var record = record(group);
        return "record of " + group + ": " + record.epoch() + " "
                + record.claim().map(c -> c.state() + " " + c.node() + " " + c.reason()).orElse("no claim") + " "
                + record.instances().stream().map(i -> i.podUid() + "@" + i.node() + " " + i.state()).toList();
    }
}
