package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.api.v1alpha1.Names;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.RelocationSpec;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.port.Api;
import io.quorate.port.FencingApi;
import io.quorate.port.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an API server does with preconditions, finalizers, deletions and gates. What is stored is never changed, only
 * replaced; so reads cost nothing.
 */
final class ApiServer implements Api, FencingApi {

    private static final long GRACE_SECONDS = 30;

    final Map<String, ResourceGroup> groups = new TreeMap<>();
    final Map<String, ConfigMap> maps = new TreeMap<>();
    final Map<String, Node> nodes = new TreeMap<>();
    final Map<String, Lease> leases = new TreeMap<>();
    final Map<String, Pod> pods = new LinkedHashMap<>();
    final Map<String, StatefulSet> statefulSets = new TreeMap<>();
    final Map<String, Deployment> deployments = new TreeMap<>();
    final Map<String, ReplicaSet> replicaSets = new TreeMap<>();
    final Map<String, Relocation> relocations = new TreeMap<>();
    final Map<String, NodeFence> fences = new TreeMap<>();
    final Map<String, FencingMethod> methods = new TreeMap<>();
    final Map<String, Job> jobs = new TreeMap<>();
    /** Whether its admission policies put new pods behind the gate. */
    boolean gating = true;
    /** Told of every pod that an operator patched, before and after. */
    BiConsumer<Pod, Pod> patched = (before, after) -> {};
    /** Told of every ConfigMap that was written. */
    Consumer<ConfigMap> recorded = map -> {};
    private final Supplier<Instant> clock;
    private long version;
    private int uids;

    ApiServer(Supplier<Instant> clock) {
        this.clock = clock;
    }

    String newUid(String of) { return of + "-" + ++uids; }

    long version() { return version; }

    String nextVersion() { return Long.toString(++version); }

    String now() { return clock.get().truncatedTo(ChronoUnit.SECONDS).toString(); }

    @Override
    public Optional<ResourceGroup> group(String namespace, String name) { return found(groups, name); }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) { return found(maps, name); }

    @Override
    public Optional<Node> node(String name) { return found(nodes, name); }

    @Override
    public Optional<Lease> nodeLease(String node) { return found(leases, node); }

    @Override
    public Optional<Pod> pod(String namespace, String name) { return found(pods, name); }

    @Override
    public Optional<StatefulSet> statefulSet(String namespace, String name) { return found(statefulSets, name); }

    @Override
    public Optional<Deployment> deployment(String namespace, String name) { return found(deployments, name); }

    @Override
    public Optional<ReplicaSet> replicaSet(String namespace, String name) { return found(replicaSets, name); }

    private static <T> Optional<T> found(Map<String, T> all, String name) { return Optional.ofNullable(all.get(name)); }

    @Override
    public List<Pod> podsWithLabels(String namespace, Map<String, String> labels) {
        return pods.values().stream()
                .filter(p -> p.getMetadata().getLabels().entrySet().containsAll(labels.entrySet())).toList();
    }

    @Override
    public List<EndpointSlice> endpointSlices(String namespace, String service) { return List.of(); }

    @Override
    public List<Relocation> relocations(String namespace) { return List.copyOf(relocations.values()); }

    void ask(String group, String to, String awayFrom, int seconds) {
        var request = new Relocation();
        request.setMetadata(new ObjectMetaBuilder().withNamespace(World.NAMESPACE).withName(newUid("move"))
                .withUid(newUid("request")).withGeneration(1L).withCreationTimestamp(now())
                .withResourceVersion(nextVersion()).build());
        request.setSpec(new RelocationSpec(group, to, awayFrom, clock.get().plusSeconds(seconds).toString(), null));
        relocations.put(request.getMetadata().getName(), request);
    }

    @Override
    public void updateStatus(Relocation changed) {
        var before = current(relocations, changed);
        var next = new Relocation();
        next.setMetadata(Copies.of(before.getMetadata(), nextVersion()));
        next.setSpec(before.getSpec());
        next.setStatus(changed.getStatus());
        relocations.put(changed.getMetadata().getName(), next);
    }

    @Override
    public void delete(Relocation relocation) { relocations.remove(relocation.getMetadata().getName()); }

    @Override
    public List<NodeFence> nodeFences() { return List.copyOf(fences.values()); }

    @Override
    public List<FencingMethod> fencingMethods() { return List.copyOf(methods.values()); }

    @Override
    public void create(NodeFence fence) {
        var name = fence.getMetadata().getName();
        if (fences.containsKey(name)) {
            throw conflict("exists already: " + name);
        }
        fences.put(name, fence(fence.getMetadata().toBuilder().withUid(newUid("fence")).withGeneration(1L)
                .withCreationTimestamp(now()), fence));
    }

    private NodeFence fence(ObjectMetaBuilder meta, NodeFence like) {
        var next = new NodeFence();
        next.setMetadata(meta.withResourceVersion(nextVersion()).build());
        next.setSpec(like.getSpec());
        next.setStatus(like.getStatus());
        return next;
    }

    @Override
    public List<Pod> podsBound(String node) {
        return pods.values().stream().filter(p -> node.equals(p.getSpec().getNodeName())).toList();
    }

    @Override
    public Optional<PersistentVolumeClaim> persistentVolumeClaim(String namespace, String name) {
        throw new UnsupportedOperationException("no pod here has a volume");
    }

    @Override
    public Optional<PersistentVolume> persistentVolume(String name) {
        throw new UnsupportedOperationException("no pod here has a volume");
    }

    @Override
    public List<Pod> podsOn(String node) { throw new UnsupportedOperationException("no method here declares nodes"); }

    @Override
    public boolean attached(String node) { throw new UnsupportedOperationException("no method here declares nodes"); }

    @Override
    public void patchNode(String name, String patch) {
        throw new UnsupportedOperationException("no method here declares nodes");
    }

    @Override
    public Optional<NodeFence> nodeFence(String name) { return found(fences, name); }

    @Override
    public void updateStatus(NodeFence changed) {
        fences.put(changed.getMetadata().getName(),
                fence(current(fences, changed).getMetadata().toBuilder(), changed));
    }

    @Override
    public void delete(NodeFence fence) { fences.remove(fence.getMetadata().getName()); }

    @Override
    public Optional<PodTemplate> podTemplate(String namespace, String name) {
        return Optional.of(new PodTemplateBuilder().withNewTemplate().withNewSpec().addNewContainer().withName("fence")
                .endContainer().endSpec().endTemplate().build());
    }

    @Override
    public Optional<Job> job(String namespace, String name) { return found(jobs, name); }

    @Override
    public void create(Job job) {
        if (jobs.putIfAbsent(job.getMetadata().getName(), job) != null) {
            throw conflict("exists already: " + job.getMetadata().getName());
        }
    }

    @Override
    public Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name) {
        return Optional.empty();
    }

    @Override
    public void create(GenericKubernetesResource object) { throw notFound(object.getKind()); }

    @Override
    public void delete(GenericKubernetesResource object) { throw notFound(object.getKind()); }

    @Override
    public void updateStatus(ResourceGroup changed) {
        var before = current(groups, changed);
        var next = new ResourceGroup();
        next.setMetadata(Copies.of(before.getMetadata(), nextVersion()));
        next.setSpec(before.getSpec());
        next.setStatus(changed.getStatus());
        groups.put(changed.getMetadata().getName(), next);
    }

    @Override
    public void create(ConfigMap map) {
        if (maps.containsKey(map.getMetadata().getName())) {
            throw conflict("exists already: " + map.getMetadata().getName());
        }
        var meta = Copies.of(map.getMetadata());
        meta.setUid(newUid("map"));
        meta.setResourceVersion(nextVersion());
        put(Copies.with(map, meta));
    }

    @Override
    public void update(ConfigMap map) {
        var before = current(maps, map).getMetadata();
        var meta = Copies.of(map.getMetadata(), nextVersion());
        meta.setUid(before.getUid());
        meta.setDeletionTimestamp(before.getDeletionTimestamp());
        put(Copies.with(map, meta));
        if (meta.getDeletionTimestamp() != null && meta.getFinalizers().isEmpty()) {
            maps.remove(meta.getName());
        }
    }

    private void put(ConfigMap map) {
        maps.put(map.getMetadata().getName(), map);
        recorded.accept(map);
    }

    private static <T extends HasMetadata> T current(Map<String, T> all, T changed) {
        var name = changed.getMetadata().getName();
        var before = all.get(name);
        if (before == null) {
            throw notFound(name);
        }
        var seen = changed.getMetadata();
        // As the real one does, it takes a write that names no version.
        if (seen.getResourceVersion() != null
                && !seen.getResourceVersion().equals(before.getMetadata().getResourceVersion())
                || seen.getUid() != null && !seen.getUid().equals(before.getMetadata().getUid())) {
            throw conflict("has changed: " + name);
        }
        return before;
    }

    @Override
    public void create(Event event) {}

    @Override
    public Pod createDryRun(Pod pod) {
        return gating
                ? Copies.with(pod, new PodSpecBuilder(pod.getSpec()).addNewSchedulingGate(Names.GATE).build())
                : pod;
    }

    @Override
    public void patchPod(String namespace, String name, String patch) {
        var before = pods.get(name);
        if (before == null) {
            throw notFound(name);
        }
        var after = JsonPatch.apply(before, patch);
        validate(before, after);
        patched.accept(before, after);
        store(after);
    }

    private static void validate(Pod before, Pod after) {
        var added = after.getMetadata().getFinalizers().stream()
                .anyMatch(f -> !before.getMetadata().getFinalizers().contains(f));
        if (added && before.getMetadata().getDeletionTimestamp() != null) {
            throw forbidden("no new finalizers can be added if the object is being deleted");
        }
        if (!before.getSpec().getSchedulingGates().containsAll(after.getSpec().getSchedulingGates())) {
            throw forbidden("scheduling gates can only be removed");
        }
        if (before.getSpec().getSchedulingGates().isEmpty()
                && !Objects.equals(before.getSpec().getAffinity(), after.getSpec().getAffinity())) {
            throw forbidden("affinity can only be changed while the pod is gated");
        }
    }

    @Override
    public void deletePod(String namespace, String name, String uid, String resourceVersion, OptionalLong grace) {
        var pod = pods.get(name);
        if (pod == null) {
            throw notFound(name);
        }
        var meta = pod.getMetadata();
        if (uid != null && !uid.equals(meta.getUid())
                || resourceVersion != null && !resourceVersion.equals(meta.getResourceVersion())) {
            throw conflict("precondition failed: " + name);
        }
        delete(pod, grace);
    }

    /** Graceful unless the pod is bound to no node, is over, or no grace is left; a second delete may shorten it. */
    void delete(Pod pod, OptionalLong asked) {
        var meta = pod.getMetadata();
        var phase = pod.getStatus().getPhase();
        var over = phase.equals("Failed") || phase.equals("Succeeded");
        var grace = pod.getSpec().getNodeName() == null || over ? 0 : asked.orElse(GRACE_SECONDS);
        if (meta.getDeletionTimestamp() != null && meta.getDeletionGracePeriodSeconds() <= grace) {
            return;
        }
        var at = meta.getDeletionTimestamp() == null ? now() : meta.getDeletionTimestamp();
        store(Copies.with(pod, m -> {
            m.setDeletionTimestamp(at);
            m.setDeletionGracePeriodSeconds(grace);
        }));
    }

    /** Stores a pod under a new version, unless with this change nothing holds its object any more. */
    Pod store(Pod pod) {
        var meta = pod.getMetadata();
        if (meta.getDeletionTimestamp() != null && meta.getDeletionGracePeriodSeconds() == 0
                && meta.getFinalizers().isEmpty()) {
            pods.remove(meta.getName());
            return pod;
        }
        meta.setResourceVersion(nextVersion());
        pods.put(meta.getName(), pod);
        return pod;
    }

    /** The scheduler's word; refused for a pod that is gated, deleted, or bound already. */
    void bind(Pod pod, String node) {
        if (open(pod) && pod.getMetadata().getDeletionTimestamp() == null && pod.getSpec().getNodeName() == null) {
            store(Copies.with(pod, new PodSpecBuilder(pod.getSpec()).withNodeName(node).build()));
        }
    }

    static boolean open(Pod pod) {
        for (var gate : pod.getSpec().getSchedulingGates()) {
            if (gate.getName().equals(Names.GATE)) {
                return false;
            }
        }
        return true;
    }

    private static ApiException conflict(String why) { return new ApiException(409, false, why, null); }

    private static ApiException notFound(String name) { return new ApiException(404, false, "none: " + name, null); }

    private static ApiException forbidden(String why) { return new ApiException(422, true, why, null); }
}
