package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Declaration;
import io.quorate.core.FenceSight;
import io.quorate.core.GroupRecord;
import io.quorate.core.GroupState;
import io.quorate.core.Instance;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.PodSight;
import io.quorate.core.Recorded;
import io.quorate.core.Resource;
import io.quorate.core.Workload;
import io.quorate.port.Api;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import io.quorate.record.UnreadableRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads all that is known about one group, from the API server and no cache: what is decided on is never stale, and a
 * node's Lease is read once more before its silence counts. Cost: the group's pods and, for each of its M owners, Node,
 * Lease and record; nothing that grows with the cluster.
 */
public final class Observer {

    private final Api api;
    private final Clock clock;
    private final Heartbeats heartbeats;
    private final GroupRecords groupRecords;
    private final NodeRecords nodeRecords;
    private final WorkloadReading workloads;
    private final GateCheck gates;
    private final SurroundingsReading surroundings;
    private final RoomReading rooms;
    private final Requests requests;
    private final QuorumTable quorums = new QuorumTable();
    private final Set<String> kubelets;
    private final Duration downAfter;

    /** @param relocated whether somebody has asked to move a group by hand; else nothing is read about that */
    public Observer(Api api, Clock clock, Heartbeats heartbeats, GroupRecords groupRecords, NodeRecords nodeRecords,
            Set<String> kubelets, Duration downAfter, Predicate<ResourceGroup> relocated) {
        this.api = api;
        this.clock = clock;
        this.heartbeats = heartbeats;
        this.groupRecords = groupRecords;
        this.nodeRecords = nodeRecords;
        this.workloads = new WorkloadReading(api);
        this.gates = new GateCheck(api, heartbeats::asking);
        this.surroundings = new SurroundingsReading(api);
        this.rooms = new RoomReading(api);
        this.requests = new Requests(api, relocated);
        this.kubelets = kubelets;
        this.downAfter = downAfter;
    }

    /** What is known about a group now; empty if the group is gone. */
    public Optional<Observation> observe(String namespace, String name) {
        var found = api.group(namespace, name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var group = found.get();
        heartbeats.contact();
        var recorded = groupRecords.read(group);
        var record = recorded.value() instanceof Recorded.Present present ? present.record() : GroupRecord.EMPTY;
        var pods = pods(group, record);
        var declared = Declarations.of(group);
        var made = made(declared, pods);
        var sights = new ArrayList<>(pods.stream().map(p -> PodReading.of(p, PodReading.resource(p), declared.uid(),
                recorded.uid(), kubelets, stale(p, made))).toList());
        earlier(declared, pods, made).forEach((pod, resource) -> Optional
                .of(PodReading.of(pod, resource, declared.uid(), recorded.uid(), kubelets, false))
                .filter(p -> !p.over()).ifPresent(sights::add));
        var seen = new Seen();
        var fences = api.nodeFences();
        var methods = api.fencingMethods();
        var seeker = rooms.of(declared, pods);
        for (var node : relevant(declared, record, sights)) {
            seen.sights.put(node, node(node, Fences.of(node, fences), methods, seen, seeker));
        }
        var shown = group.getStatus() == null || group.getStatus().epoch() == null ? 0 : group.getStatus().epoch();
        var asked = requests.of(group);
        var now = clock.instant();
        var state = new GroupState(now, downAfter, declared, shown,
                readable(recorded.value(), seen.unreadable), seen.sights, sights,
                gated(namespace, made), surroundings.of(group, declared, record, seen.sights.values(), asked, now));
        return Optional.of(new Observation(group, quorums.answered(state, group, seen.nodes), recorded.uid(),
                recorded.version(), Map.copyOf(seen.versions), asked));
    }

    /** What one look has read of nodes and their records, by node. */
    private static final class Seen {
        private final Map<String, NodeSight> sights = new HashMap<>();
        private final Map<String, Node> nodes = new HashMap<>();
        private final Map<String, String> versions = new HashMap<>();
        private final List<String> unreadable = new ArrayList<>();
    }

    /** By resource, what makes its pods. */
    private Map<String, WorkloadReading.Found> made(Declaration declared, List<Pod> pods) {
        return declared.resources().stream().filter(Resource::workload)
                .collect(Collectors.toMap(Resource::name,
                        r -> workloads.of(declared.namespace(), declared.name(), pods.stream()
                                .filter(p -> labelled(p, declared.name()) && PodReading.resource(p).equals(r.name()))
                                .toList())));
    }

    /**
     * While a pod waits at the gate: those of its workload from before its template named the group, each with its
     * resource. They may run.
     */
    private Map<Pod, String> earlier(Declaration declared, List<Pod> pods, Map<String, WorkloadReading.Found> made) {
        var known = pods.stream().map(p -> p.getMetadata().getUid()).collect(Collectors.toSet());
        var earlier = new LinkedHashMap<Pod, String>();
        pods.stream().filter(PodReading::gated).map(PodReading::resource).distinct().filter(made::containsKey)
                .forEach(resource -> made.get(resource).maker()
                        .map(m -> workloads.unlabelled(declared.namespace(), m)).orElse(List.of())
                        .stream()
                        .filter(p -> !known.contains(p.getMetadata().getUid()))
                        .forEach(p -> earlier.put(p, resource)));
        return earlier;
    }

    private Map<String, Workload> gated(String namespace, Map<String, WorkloadReading.Found> made) {
        var gated = new HashMap<String, Workload>();
        made.forEach((resource, found) -> gated.put(resource, gated(namespace, found.workload())));
        return gated;
    }

    private Workload gated(String namespace, Workload workload) {
        return workload instanceof Workload.Valid
                ? gates.missing(namespace).<Workload>map(why -> new Workload.Invalid(List.of(why))).orElse(workload)
                : workload;
    }

    /** Pods with the group's label, and those that the record knows though their label is gone. */
    private List<Pod> pods(ResourceGroup group, GroupRecord record) {
        var namespace = group.getMetadata().getNamespace();
        var pods = new ArrayList<>(api.podsWithLabels(namespace,
                Map.of(Names.GROUP_LABEL, group.getMetadata().getName())));
        var seen = pods.stream().map(p -> p.getMetadata().getUid()).collect(Collectors.toSet());
        record.instances().stream().filter(i -> !seen.contains(i.podUid())).forEach(i -> api.pod(namespace, i.pod())
                .filter(p -> p.getMetadata().getUid().equals(i.podUid())).ifPresent(pods::add));
        return pods;
    }

    private static boolean labelled(Pod pod, String group) {
        var labels = pod.getMetadata().getLabels();
        return labels != null && group.equals(labels.get(Names.GROUP_LABEL));
    }

    private static boolean stale(Pod pod, Map<String, WorkloadReading.Found> made) {
        var labels = pod.getMetadata().getLabels();
        var revision = labels == null ? null : labels.get("controller-revision-hash");
        return revision != null && Optional.ofNullable(made.get(PodReading.resource(pod)))
                .flatMap(WorkloadReading.Found::revision).filter(r -> !r.equals(revision)).isPresent();
    }

    private static Set<String> relevant(Declaration declared, GroupRecord record, List<PodSight> pods) {
        var nodes = new LinkedHashSet<>(declared.nodes());
        nodes.addAll(record.owners());
        record.instances().stream().map(Instance::node).filter(n -> !n.isEmpty()).forEach(nodes::add);
        record.claim().ifPresent(c -> nodes.add(c.node()));
        pods.forEach(p -> p.node().ifPresent(nodes::add));
        nodes.remove("");
        return nodes;
    }

    /** A node record that cannot be read stops the group as its own would: what to do would rest on half of it. */
    private static Recorded readable(Recorded recorded, List<String> unreadable) {
        return unreadable.isEmpty() || recorded instanceof Recorded.Unreadable
                ? recorded
                : new Recorded.Unreadable(String.join("; ", unreadable));
    }

    private NodeSight node(String name, List<FenceSight> fences, List<FencingMethod> methods, Seen seen,
            RoomReading.Seeker seeker) {
        var asked = heartbeats.asking();
        api.nodeLease(name).ifPresentOrElse(l -> heartbeats.read(l, asked), () -> heartbeats.missing(name, asked));
        var found = api.node(name);
        found.ifPresent(n -> seen.nodes.put(name, n));
        var record = record(name, seen);
        var room = found.map(n -> seeker.on(n, record)).orElse(NodeSight.Room.AMPLE);
        return Nodes.of(name, found, heartbeats, asked, fences, methods, record, room);
    }

    private Optional<NodeRecord> record(String node, Seen seen) {
        try {
            var record = nodeRecords.read(node);
            record.version().ifPresent(v -> seen.versions.put(node, v));
            return record.value();
        } catch (UnreadableRecord e) {
            seen.unreadable.add(e.getMessage());
            return Optional.empty();
        }
    }
}
