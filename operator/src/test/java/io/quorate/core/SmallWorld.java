package io.quorate.core;

import io.quorate.core.PlainRules.OwnerIs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One group of two or three owners in one instant, and what really runs, which no plan is told. Steps are carried out to
 * the letter; kubelets, scheduler, controller and fencing do their part between two plans. Time stands still.
 */
final class SmallWorld {

    /** What has become of an instance on an owner; {@code UNKNOWN}: its object is gone. */
    enum InstanceIs {
        NONE, GATED, RUNNING, STOPPING, STOPPED, UNKNOWN
    }

    /** How what ran on a lost node is proven stopped, where it can be at all. */
    enum Means {
        TAINT, METHOD
    }

    /**
     * One owner. {@code evidence}: there is proof, or a way to it, that its instance has stopped: its kubelet ends what
     * is deleted; the lost node is really off, and declared so or can be fenced; the boot of what was deleted before has
     * been fenced.
     */
    record Spot(OwnerIs owner, InstanceIs instance, boolean evidence) {
        boolean answers() { return owner == OwnerIs.UP || owner == OwnerIs.CORDONED; }

        boolean fenced() {
            return evidence && (instance == InstanceIs.STOPPING || instance == InstanceIs.UNKNOWN);
        }

        /** Whether what runs there, or may, can be proven stopped without a person. */
        boolean settles() {
            return switch (instance) {
                case NONE, GATED, STOPPED -> true;
                case RUNNING -> evidence && owner != OwnerIs.UNKNOWN;
                case STOPPING, UNKNOWN -> evidence;
            };
        }
    }

    /** @param claim the owner that it is for, or -1 for none */
    record Start(List<Spot> spots, int claim, boolean held, QuorumPolicy policy, Means means) {
        List<OwnerIs> owners() { return spots.stream().map(Spot::owner).toList(); }
    }

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final long EPOCH = 2;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> NAMES = List.of("n1", "n2", "n3");

    final Start start;
    final List<String> names;
    final Map<String, SmallPod> pods = new LinkedHashMap<>();
    /** Uids of pods whose processes are alive. */
    final Set<String> running = new HashSet<>();
    private final Declaration declared;
    private final Map<String, NodeRecord> nodeRecords = new LinkedHashMap<>();
    private final Map<String, List<FenceSight>> fences = new LinkedHashMap<>();
    private GroupRecord record;
    private int made;

    SmallWorld(Start start) {
        this.start = start;
        names = NAMES.subList(0, start.spots().size());
        var instances = new ArrayList<Instance>();
        for (int i = 0; i < names.size(); i++) {
            fences.put(names.get(i), new ArrayList<>());
            place(i, instances);
        }
        var claim = start.claim() < 0
                ? Optional.<Claim>empty()
                : Optional.of(new Claim(EPOCH, names.get(start.claim()), machine(names.get(start.claim()), 1),
                        start.held() ? Claim.State.HELD : Claim.State.RELEASED, NOW, "NodeSilent"));
        record = new GroupRecord(EPOCH, names, claim, NOW, instances, List.of(), List.of(), List.of());
        for (int i = 0; i < names.size(); i++) {
            nodeRecords.put(names.get(i), nodeRecord(i));
        }
        declared = new Declaration("shop", "db", "group-uid", names, Declaration.Run.ALWAYS, 0, start.policy(),
                StartupPolicy.FIRST_AVAILABLE, FailoverPolicy.nextInOrder(GRACE), FailbackPolicy.NEVER,
                new FencingPolicy(Set.of(Evidence.Kind.NodeFenced, Evidence.Kind.OutOfService), LONG),
                List.of(Resource.MAIN), List.of(), Optional.empty(), false);
    }

    private void place(int i, List<Instance> instances) {
        var spot = start.spots().get(i);
        var name = names.get(i);
        var uid = "p" + (i + 1);
        // What is not where the claim is was let through by an earlier one.
        var epoch = start.claim() < 0 || start.claim() == i ? EPOCH : EPOCH - 1;
        var admitted = new Instance("main", uid, uid, name, machine(name, 1), epoch, Instance.State.ADMITTED, NOW,
                Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty());
        var pod = switch (spot.instance()) {
            case NONE, UNKNOWN -> Optional.<SmallPod>empty();
            case GATED -> Optional.of(new SmallPod(uid));
            case RUNNING -> Optional.of(new SmallPod(uid).boundTo(name, epoch));
            case STOPPING -> Optional.of(new SmallPod(uid).boundTo(name, epoch).deleted());
            case STOPPED -> Optional.of(new SmallPod(uid).boundTo(name, epoch).deleted().ended());
        };
        pod.ifPresent(p -> {
            p.held = true;
            pods.put(uid, p);
        });
        if (spot.instance() == InstanceIs.NONE) {
            return;
        }
        if (spot.fenced()) {
            fences.get(name).add(fence(name, Set.of(uid)));
        }
        instances.add(spot.fenced()
                ? admitted.stopping(NOW, "boot-1")
                : spot.instance() == InstanceIs.STOPPED && spot.evidence()
                        ? admitted.stopped(new Evidence(Evidence.Kind.StopProof, "", NOW))
                        : admitted);
        var off = spot.fenced() || spot.owner() == OwnerIs.DOWN && spot.evidence() && start.means() == Means.TAINT;
        if (!off && spot.instance() != InstanceIs.GATED && spot.instance() != InstanceIs.STOPPED) {
            running.add(uid);
        }
    }

    private static FenceSight fence(String node, Set<String> covers) {
        return new FenceSight("fence-" + node, machine(node, 1), covers, Evidence.Kind.NodeFenced,
                FenceSight.State.SUCCEEDED, "");
    }

    private static Machine machine(String node, int boot) {
        return new Machine("uid-" + node, "system-" + node, "machine-" + node, "", "boot-" + boot);
    }

    private Machine present(int i) {
        var spot = start.spots().get(i);
        return machine(names.get(i), spot.answers() && spot.fenced() ? 2 : 1);
    }

    private NodeRecord nodeRecord(int i) {
        var name = names.get(i);
        var recovery = start.spots().get(i).owner() == OwnerIs.DOWN ? NodeRecord.Recovery.DOWN : NodeRecord.Recovery.UP;
        var bare = new NodeRecord(name, "uid-" + name, recovery, present(i).bootId(), "", "", NOW, List.of(),
                List.of("shop/db"),
                List.of());
        return record.held().filter(c -> c.node().equals(name))
                .map(c -> bare.allot(new Allocation("shop/db", "group-uid", EPOCH, Map.of(), List.of()))).orElse(bare);
    }

    GroupState state() {
        Map<String, NodeSight> sights = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            sights.put(names.get(i), node(i));
        }
        return new GroupState(NOW, GRACE, declared, record.epoch(), new Recorded.Present(record, true), sights,
                pods.values().stream().map(SmallPod::sight).toList(),
                Map.of("main", new Workload.Valid("Deployment", "db")), Surroundings.NONE);
    }

    private NodeSight node(int i) {
        var spot = start.spots().get(i);
        var lost = spot.owner() == OwnerIs.DOWN;
        var heartbeat = switch (spot.owner()) {
            case UP, CORDONED -> new Heartbeat.Heard(Duration.ofSeconds(1));
            case DOWN -> new Heartbeat.Heard(LONG);
            case UNKNOWN -> new Heartbeat.Unproven(Duration.ofSeconds(1));
        };
        var helped = lost && spot.evidence();
        return new NodeSight(names.get(i), true, present(i), heartbeat, !lost, lost ? LONG : Duration.ZERO,
                spot.owner() == OwnerIs.CORDONED,
                helped && start.means() == Means.TAINT ? OutOfService.UNCONTRADICTED : OutOfService.ABSENT,
                NodeSight.Room.AMPLE, fences.get(names.get(i)), helped && start.means() == Means.METHOD,
                Optional.of(nodeRecords.get(names.get(i))));
    }

    void act(Step step) {
        switch (step) {
            case Step.WriteRecord(var next, var _) -> record = next;
            case Step.WriteNodeRecord(var next, var _) -> nodeRecords.put(next.node(), next);
            case Step.HoldPod(var pod, var _) -> pods.get(pod.uid()).held = true;
            case Step.StampPod(var pod, var epoch, var _) -> pods.get(pod.uid()).epoch = epoch;
            case Step.OpenGate(var pod, var node, var epoch, var _) -> {
                var opened = pods.get(pod.uid());
                opened.gate = false;
                opened.pinned = node;
                opened.epoch = epoch;
            }
            case Step.DeletePod(var pod, var _) -> {
                var gone = pods.get(pod.uid()).deleted();
                gone.forced |= gone.node.isEmpty();
            }
            case Step.ForceDeletePod(var pod, var _) -> pods.get(pod.uid()).deleted().forced = true;
            case Step.LetPodGo(var pod, var _) -> pods.get(pod.uid()).held = false;
            case Step.AskFence(var node, var _, var covers, var _, var _) -> {
                // Switched off: nothing of it runs any more, whatever the fence is evidence for.
                fences.get(node).add(fence(node, covers));
                pods.values().stream().filter(p -> p.node.equals(node)).forEach(p -> running.remove(p.uid));
                record.instances().stream().filter(x -> x.node().equals(node))
                        .forEach(x -> running.remove(x.podUid()));
            }
            case Step.ShowEpoch(var _, var _) -> throw new AssertionError("every epoch is shown");
            case Step.LetRecordGo(var _) -> throw new AssertionError("the group is not being deleted");
        }
        pods.values().removeIf(p -> p.forced && !p.held);
    }

    /** What others do meanwhile. A ReplicaSet makes the next pod beside the one that is being deleted. */
    void others() {
        for (var pod : pods.values()) {
            if (pod.node.isEmpty()) {
                if (!pod.gate && !pod.deleted) {
                    pod.node = pod.pinned;
                }
            } else {
                kubelet(start.spots().get(names.indexOf(pod.node)), pod);
            }
        }
        if (pods.values().stream().allMatch(p -> p.deleted)) {
            var uid = "q" + ++made;
            pods.put(uid, new SmallPod(uid));
        }
        pods.values().removeIf(p -> p.forced && !p.held);
    }

    private void kubelet(Spot spot, SmallPod pod) {
        if (!spot.answers()) {
            return;
        }
        if (!pod.deleted && !pod.ended) {
            pod.runs = true;
            running.add(pod.uid);
        } else if (pod.ended) {
            pod.forced |= pod.deleted;
        } else if (spot.evidence() || pod.uid.startsWith("q")) {
            pod.ended();
            running.remove(pod.uid);
        }
    }
}
