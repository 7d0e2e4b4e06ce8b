package io.quorate.core;

import io.quorate.record.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small cluster in memory: nodes with kubelets, one controller that makes pods, the group's records, and what an API
 * server does with preconditions. It knows what really runs, which no operator knows.
 */
final class World {

    static final Duration DOWN_AFTER = Duration.ofSeconds(20);

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final Map<String, SimulatedNode> nodes = new TreeMap<>();
    final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
    final Map<String, NodeRecord> nodeRecords = new TreeMap<>();
    final Map<String, Integer> nodeVersions = new TreeMap<>();
    final Set<String> full = new TreeSet<>();
    Optional<GroupRecord> record = Optional.empty();
    int recordVersion;
    long shownEpoch;
    List<String> owners;
    final Quorum.Rule rule;
    final QuorumPolicy.OnLoss onLoss;
    /** Whether a new pod is made beside a deleted one, as a ReplicaSet does, not a StatefulSet. */
    final boolean beside;
    private int made;

    World(int size, Quorum.Rule rule, QuorumPolicy.OnLoss onLoss, boolean beside) {
        owners = java.util.stream.IntStream.rangeClosed(1, size).mapToObj(i -> "n" + i).toList();
        owners.forEach(n -> nodes.put(n, new SimulatedNode(n)));
        this.rule = rule;
        this.onLoss = onLoss;
        this.beside = beside;
    }

    Declaration declared() {
        return new Declaration("shop", "db", "group-uid", owners, Declaration.Run.ALWAYS, 0,
                new QuorumPolicy(rule, 0, false, onLoss), StartupPolicy.FIRST_AVAILABLE,
                FailoverPolicy.nextInOrder(DOWN_AFTER), FailbackPolicy.NEVER,
                new FencingPolicy(Set.of(Evidence.Kind.OutOfService), Duration.ofSeconds(30)), List.of(Resource.MAIN),
                List.of(), false);
    }

    List<String> reallyRunning() { return nodes.values().stream().flatMap(n -> n.running.keySet().stream()).toList(); }

    void controller() {
        if (pods.values().stream().noneMatch(p -> !beside || p.deletedAt == null)) {
            var uid = "u" + ++made;
            pods.put(uid, new SimulatedPod(uid));
        }
    }

    void scheduler() {
        for (var pod : pods.values()) {
            if (!pod.gate && pod.node.isEmpty() && pod.deletedAt == null) {
                pod.version++;
                if (full.contains(pod.pinned)) {
                    pod.unschedulable = true;
                } else {
                    pod.node = pod.pinned;
                    pod.unschedulable = false;
                }
            }
        }
    }

    /** One pass of a node's kubelet. Stopping takes two passes. */
    void kubelet(SimulatedNode node) {
        if (!node.talks()) {
            return;
        }
        for (var uid : List.copyOf(node.running.keySet())) {
            var pod = pods.get(uid);
            if (pod != null && pod.deletedAt == null) {
                continue;
            }
            if (node.running.get(uid)) {
                node.running.remove(uid);
            } else {
                node.running.put(uid, true);
            }
        }
        for (var pod : List.copyOf(pods.values())) {
            if (pod.node.equals(node.name)) {
                kubelet(node, pod);
            }
        }
    }

    private void kubelet(SimulatedNode node, SimulatedPod pod) {
        var runs = node.running.containsKey(pod.uid);
        if (pod.deletedAt == null && (!pod.terminal() || runs)) {
            node.running.putIfAbsent(pod.uid, false);
            status(pod, PodSight.Phase.RUNNING, ContainerSight.State.RUNNING);
        } else if (!runs && !(pod.terminal() && pod.phaseByKubelet)) {
            status(pod, PodSight.Phase.FAILED,
                    pod.container == ContainerSight.State.UNREPORTED
                            ? ContainerSight.State.WAITING
                            : ContainerSight.State.TERMINATED);
        } else if (!runs && pod.deletedAt != null) {
            pod.version++;
            pod.forced = true;
            collect(pod);
        }
    }

    private static void status(SimulatedPod pod, PodSight.Phase phase, ContainerSight.State container) {
        if (pod.phase != phase || pod.container != container || !pod.phaseByKubelet) {
            pod.version++;
            pod.phase = phase;
            pod.container = container;
            pod.phaseByKubelet = true;
        }
    }

    /** A container ends by itself; its kubelet says so, and starts it again on the next pass. */
    void crash(SimulatedNode node) {
        for (var uid : List.copyOf(node.running.keySet())) {
            var pod = pods.get(uid);
            if (node.talks() && pod != null && pod.deletedAt == null) {
                status(pod, PodSight.Phase.RUNNING, ContainerSight.State.TERMINATED);
            }
        }
    }

    /** The garbage collector gives up a pod: phase Failed over whatever the containers' last statuses were. */
    void giveUp(SimulatedPod pod) {
        if (!pod.gate && !pod.node.isEmpty() && !pod.terminal()) {
            pod.version++;
            pod.phase = PodSight.Phase.FAILED;
            pod.phaseByKubelet = false;
        }
    }

    void delete(SimulatedPod pod, boolean force) {
        pod.version++;
        if (pod.deletedAt == null) {
            pod.deletedAt = now;
        }
        pod.forced |= force || pod.node.isEmpty();
        collect(pod);
    }

    void strip(SimulatedPod pod) {
        pod.version++;
        pod.held = false;
        collect(pod);
    }

    private void collect(SimulatedPod pod) {
        if (pod.forced && !pod.held) {
            pods.remove(pod.uid);
        }
    }

    void power(SimulatedNode node, boolean on) {
        if (node.powered != on) {
            node.powered = on;
            node.running.clear();
            node.boot += on ? 1 : 0;
        }
    }

    /** What a plan was made on. */
    record Seen(GroupState state, int recordVersion, Map<String, Integer> nodeVersions) {}

    Map<String, NodeSight> seeNodes(Map<String, Heartbeat> heard, Set<String> contradicted) {
        var sights = new LinkedHashMap<String, NodeSight>();
        for (var node : nodes.values()) {
            var kept = Optional.ofNullable(nodeRecords.get(node.name));
            var lied = contradicted.contains(node.name)
                    || kept.filter(r -> !r.contradictedBoot().isEmpty()).isPresent();
            var outOfService = !node.tainted
                    ? OutOfService.ABSENT
                    : lied ? OutOfService.CONTRADICTED : OutOfService.UNCONTRADICTED;
            sights.put(node.name,
                    new NodeSight(node.name, true, machine(node), heard.get(node.name), node.ready, node.ready
                            ? Duration.ZERO
                            : DOWN_AFTER, node.cordoned, outOfService, NodeSight.Room.AMPLE, List.of(),
                            false, kept));
        }
        return sights;
    }

    Seen see(Map<String, NodeSight> sights) {
        Recorded recorded = record.<Recorded>map(r -> new Recorded.Present(r, true)).orElseGet(Recorded.Absent::new);
        return new Seen(new GroupState(now, DOWN_AFTER, declared(), shownEpoch, recorded, sights,
                pods.values().stream().map(SimulatedPod::sight).toList(),
                Map.of("main", new Workload.Valid("StatefulSet", "db")), Surroundings.NONE),
                recordVersion,
                Map.copyOf(nodeVersions));
    }

    private static Machine machine(SimulatedNode node) {
        return new Machine("uid-" + node.name, "sys-" + node.name, "id-" + node.name, "", "boot-" + node.bootShown);
    }

    /** Carries out a step exactly as it stands, or not at all. */
    boolean act(Step step, Seen seen) {
        return switch (step) {
            case Step.WriteRecord(var next, var _) -> write(next, seen);
            case Step.WriteNodeRecord(var next, var _) -> write(next, seen.nodeVersions());
            case Step.HoldPod(var p, var _) ->
                on(p).filter(x -> x.deletedAt == null).map(x -> changed(x, () -> x.held = true)).orElse(false);
            case Step.OpenGate(var p, var node, var epoch, var _) -> on(p).filter(x -> x.gate && x.deletedAt == null)
                    .map(x -> opened(x, node, epoch, seen)).orElse(false);
            case Step.StampPod(var p, var epoch, var _) ->
                on(p).filter(x -> x.deletedAt == null).map(x -> changed(x, () -> {
                    x.epoch = epoch;
                    x.held = true;
                })).orElse(false);
            case Step.DeletePod(var p, var _) -> on(p).map(x -> changed(x, () -> delete(x, false))).orElse(false);
            case Step.ForceDeletePod(var p, var _) -> on(p).map(x -> changed(x, () -> delete(x, true))).orElse(false);
            case Step.LetPodGo(var p, var _) -> on(p).map(x -> changed(x, () -> strip(x))).orElse(false);
            case Step.AskFence _ -> throw new AssertionError("nothing can fence");
            case Step.LetRecordGo _ -> throw new AssertionError("the group is not being deleted");
        };
    }

    private Optional<SimulatedPod> on(PodSight sight) {
        return Optional.ofNullable(pods.get(sight.uid())).filter(p -> sight.resourceVersion().equals("" + p.version));
    }

    private static boolean changed(SimulatedPod pod, Runnable change) {
        pod.version++;
        change.run();
        return true;
    }

    private boolean opened(SimulatedPod pod, String node, long epoch, Seen seen) {
        var kept = record.orElse(GroupRecord.EMPTY);
        var admitted = kept.instance(pod.uid).filter(i -> !i.settled() && i.node().equals(node) && i.epoch() == epoch);
        // Nobody can take back what is on its way while the record is lost; the pod is found by its epoch afterwards.
        check(record.isEmpty() || admitted.isPresent() && kept.epoch() == epoch,
                "2: a gate opens that the current epoch did not admit");
        check(recordVersion != seen.recordVersion() || kept.held().filter(c -> c.node().equals(node)).isPresent(),
                "2: a gate opens without a held claim");
        return changed(pod, () -> {
            pod.gate = false;
            pod.pinned = node;
            pod.epoch = epoch;
        });
    }

    private boolean write(GroupRecord next, Seen seen) {
        if (seen.recordVersion() != recordVersion) {
            return false;
        }
        var before = record.map(GroupRecord::epoch).orElse(0L);
        var lost = record.isEmpty();
        check(next.epoch() == before || next.epoch() == before + 1 || lost && next.epoch() >= shownEpoch,
                "3: epoch " + before + " is followed by " + next.epoch());
        if (next.epoch() > before && !lost) {
            check(Quorum.of(seen.state(), record.orElseThrow().owners()).yes(),
                    "2: a claim without quorum");
            check(record.orElseThrow().unsettled().isEmpty(), "1: a claim beside an unsettled instance");
        }
        RoundTrip.check(next);
        record = Optional.of(next);
        recordVersion++;
        return true;
    }

    private boolean write(NodeRecord next, Map<String, Integer> seen) {
        if (!seen.getOrDefault(next.node(), 0).equals(nodeVersions.getOrDefault(next.node(), 0))) {
            return false;
        }
        RoundTrip.check(next);
        nodeRecords.put(next.node(), next);
        nodeVersions.merge(next.node(), 1, Integer::sum);
        return true;
    }

    static void check(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError("invariant " + broken);
        }
    }

    /** One line for the story. */
    @Override
    public String toString() {
        var text = new ArrayList<String>();
        nodes.values().forEach(n -> text.add(n.name + (n.powered ? "" : " off") + (n.reachable ? "" : " cut off")
                + (n.tainted ? " tainted" : "") + (n.cordoned ? " cordoned" : "")
                + (n.running.isEmpty() ? "" : " runs " + n.running.keySet())));
        pods.values().forEach(p -> text.add(p.uid + (p.gate ? " gated" : " on " + p.node) + (p.held ? " held" : "")
                + (p.deletedAt == null ? "" : p.forced ? " forced" : " deleted") + " " + p.phase));
        record.ifPresentOrElse(r -> text.add("record " + r.epoch() + " "
                + r.claim().map(c -> c.state() + " " + c.node() + " " + c.reason()).orElse("-")
                + " " + r.instances().stream().map(i -> i.podUid() + "@" + i.node() + " " + i.state()).toList()),
                () -> text.add("no record"));
        return String.join("; ", text);
    }
}
