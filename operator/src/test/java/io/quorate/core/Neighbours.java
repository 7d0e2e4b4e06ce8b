package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quorate.core.Surroundings.Other;
import io.quorate.core.Surroundings.Relocation;

/**
 * Groups that share nodes, each with one pod and its own record, on node records that all of them write. All decide on
 * what they saw together; a node record that another one has written in the meantime refuses the write, as the API
 * server does. Kubelets that answer stop at once what is deleted.
 */
final class Neighbours {

    static final long ROOM = 10_000;
    private static final int LOAD_OF_ONE = 300;

    /** A group, its record, its one pod, and how often it was claimed. */
    private static final class Group {
        final Declaration declared;
        GroupRecord record;
        Optional<PodSight> pod = Optional.empty();
        List<Relocation> relocations = List.of();
        int made;
        int claims;

        Group(Declaration declared, Instant now) {
            this.declared = declared;
            record = new GroupRecord(0, declared.nodes(), Optional.empty(), now, List.of(), List.of(), List.of(),
                    List.of());
        }
    }

    Instant now = Given.NOW;
    private final long asked;
    private final Map<String, Group> groups = new TreeMap<>();
    private final Map<String, NodeRecord> records = new HashMap<>();
    private final Map<String, Integer> boots = new TreeMap<>();
    private final Set<String> down = new TreeSet<>();

    Neighbours(long asked, List<Declaration> declarations) {
        this.asked = asked;
        for (var declared : declarations) {
            var group = new Group(declared, now);
            groups.put(declared.key(), group);
            declared.nodes().forEach(n -> boots.put(n, 1));
            renew(group);
        }
    }

    /** Off, and declared so: what ran there is proven stopped. */
    void fails(String node) { down.add(node); }

    void returns(String node) {
        down.remove(node);
        boots.merge(node, 1, Integer::sum);
    }

    void ask(String group, Relocation relocation) { groups.get(group).relocations = List.of(relocation); }

    Optional<String> node(String group) { return groups.get(group).record.held().map(Claim::node); }

    int claims(String group) { return groups.get(group).claims; }

    /** Rounds until no group has anything left to do; -1 if that does not come. */
    int settle(int most) {
        for (var round = 0; round < most; round++) {
            var plans = new TreeMap<String, List<Step>>();
            groups.forEach((key, group) -> plans.put(key, Planner.plan(see(group)).steps()));
            if (plans.values().stream().allMatch(List::isEmpty)) {
                return round;
            }
            var seen = Map.copyOf(records);
            plans.forEach((key, steps) -> {
                for (var step : steps) {
                    if (step instanceof Step.WriteNodeRecord(var next, var _)
                            && seen.get(next.node()) != records.get(next.node())) {
                        return;
                    }
                    act(groups.get(key), step);
                }
            });
            now = now.plusSeconds(1);
        }
        return -1;
    }

    private void act(Group group, Step step) {
        switch (step) {
            case Step.WriteRecord(var next, var _) -> {
                var claimed = next.held().filter(c -> c.epoch() > group.record.epoch()).isPresent();
                group.claims += claimed ? 1 : 0;
                group.record = next;
            }
            case Step.WriteNodeRecord(var next, var _) -> records.put(next.node(), next);
            case Step.HoldPod(var pod, var _) -> change(group, pod, true, pod.epoch(), pod.node(), pod.deletedAt());
            case Step.OpenGate(var pod, var node, var epoch, var _) ->
                change(group, pod, true, OptionalLong.of(epoch), Optional.of(node), Optional.empty());
            case Step.StampPod(var pod, var epoch, var _) ->
                change(group, pod, true, OptionalLong.of(epoch), pod.node(), pod.deletedAt());
            case Step.DeletePod(var pod, var _) ->
                change(group, pod, pod.held(), pod.epoch(), pod.node(), Optional.of(now));
            case Step.ForceDeletePod(var pod, var _) ->
                change(group, pod, pod.held(), pod.epoch(), pod.node(), Optional.of(now));
            case Step.LetPodGo(var _, var _) -> renew(group);
            case Step.AskFence _,Step.LetRecordGo _,Step.ShowEpoch _ -> throw new AssertionError(step.toString());
        }
    }

    /** A StatefulSet makes its pod anew once the old one is gone. */
    private void renew(Group group) {
        var name = group.declared.name() + "-0";
        group.pod = Optional.of(pod(name, name + "/" + ++group.made, false, OptionalLong.empty(), Optional.empty(),
                Optional.empty()));
    }

    private void change(Group group, PodSight pod, boolean held, OptionalLong epoch, Optional<String> node,
            Optional<Instant> deletedAt) {
        if (deletedAt.isPresent() && !held) {
            renew(group);
        } else {
            group.pod = Optional.of(pod(pod.name(), pod.uid(), held, epoch, node, deletedAt));
        }
    }

    private PodSight pod(String name, String uid, boolean held, OptionalLong epoch, Optional<String> node,
            Optional<Instant> deletedAt) {
        var over = deletedAt.isPresent() && node.filter(n -> !down.contains(n)).isPresent();
        var runs = node.isPresent() && !over;
        var phase = runs ? PodSight.Phase.RUNNING : over ? PodSight.Phase.FAILED : PodSight.Phase.PENDING;
        var container = runs
                ? ContainerSight.State.RUNNING
                : over ? ContainerSight.State.TERMINATED : ContainerSight.State.UNREPORTED;
        return new PodSight("main", name, uid, "1", node, node.isEmpty(), List.of(), held, held, epoch, deletedAt,
                deletedAt.isPresent(), phase, true, List.of(new ContainerSight("app", container, node.isPresent())),
                runs && deletedAt.isEmpty(), false, "", 0, false, Map.of("memory", asked));
    }

    private GroupState see(Group group) {
        var nodes = new HashMap<String, NodeSight>();
        boots.keySet().forEach(n -> nodes.put(n, node(group, n)));
        var others = new HashMap<String, Other>();
        groups.forEach((key, other) -> others.put(key, new Other(true, other.record.held().map(Claim::node),
                other.pod.filter(p -> p.ready() && !p.deleted()).isPresent(), other.declared.priority(),
                other.declared.nodes(), List.of())));
        others.remove(group.declared.key());
        return new GroupState(now, Given.DOWN_AFTER, group.declared, group.record.epoch(),
                new Recorded.Present(group.record, true), nodes,
                group.pod.stream().toList(), Map.of("main", new Workload.Valid("StatefulSet", group.declared.name())),
                new Surroundings(Map.of(), Map.of(), Optional.empty(), others, List.of(), group.relocations,
                        Set.of(), Optional.empty()));
    }

    private NodeSight node(Group group, String name) {
        var off = down.contains(name);
        var others = new ArrayList<>(Optional.ofNullable(records.get(name)).map(NodeRecord::allocations)
                .orElse(List.of()));
        others.removeIf(a -> a.groupUid().equals(group.declared.uid()));
        var free = ROOM - others.stream().mapToLong(a -> a.requests().getOrDefault("memory", 0L)).sum();
        return new NodeSight(name, true, Given.machine(name, "", "", "" + boots.get(name)),
                new Heartbeat.Heard(off ? Duration.ofHours(1) : Duration.ofSeconds(1)), true, Duration.ZERO, false,
                off ? OutOfService.UNCONTRADICTED : OutOfService.ABSENT,
                new NodeSight.Room(Map.of("memory", free), others.size() * LOAD_OF_ONE, List.of()), List.of(), false,
                Optional.ofNullable(records.get(name)));
    }

    /** Who is where, in order of name. */
    @Override
    public String toString() {
        return groups.values().stream().sorted(Comparator.comparing(g -> g.declared.name()))
                .map(g -> g.declared.name() + " on " + g.record.held().map(Claim::node).orElse("no node") + " (claim "
                        + g.record.claim().map(Claim::reason).orElse("none") + ")")
                .toList().toString();
    }
}
