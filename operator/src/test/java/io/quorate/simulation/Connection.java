package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import io.quorate.port.FencingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One operator's way to the API server. Anything may happen between two calls; a write may have no known outcome, take
 * effect late, or twice. Reads are consistent, as they are on a real API server.
 */
final class Connection implements Api, FencingApi {

    /** Its process was killed; whatever it was about to do ends here. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What decides about the fate of each call. */
    interface Fate {

        /** Before each call: others may go on; throws if the call does not get through. */
        void before();

        /** After each read, with the answer on its way: others may go on. */
        void after();

        /** A node's Lease is about to be read. */
        Question asks(String node);

        /** Carries a write out: now, later, twice or never. */
        void carry(Look look, String what, Runnable write);
    }

    /** About a node's Lease. */
    interface Question {

        /** The API server has looked it up. */
        void served();

        /** The operator has the answer. */
        void answered();
    }

    private final ApiServer server;
    private final Fate fate;
    /** On whose behalf it is called now. */
    Look look;

    Connection(ApiServer server, Fate fate) {
        this.server = server;
        this.fate = fate;
    }

    static ApiException noAnswer() { return new ApiException(0, false, "no answer", null); }

    private <T> T read(Supplier<T> call) {
        fate.before();
        var answer = call.get();
        fate.after();
        return answer;
    }

    private void write(String what, Runnable call) {
        fate.before();
        fate.carry(look, what, call);
    }

    @Override
    public Optional<ResourceGroup> group(String namespace, String name) {
        return read(() -> server.group(namespace, name));
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return read(() -> server.configMap(namespace, name));
    }

    @Override
    public Optional<Node> node(String name) { return read(() -> server.node(name)); }

    @Override
    public Optional<Lease> nodeLease(String node) {
        var question = fate.asks(node);
        var lease = read(() -> {
            question.served();
            return server.nodeLease(node);
        });
        question.answered();
        return lease;
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) { return read(() -> server.pod(namespace, name)); }

    @Override
    public List<Pod> podsWithLabels(String namespace, Map<String, String> labels) {
        return read(() -> server.podsWithLabels(namespace, labels));
    }

    @Override
    public Optional<StatefulSet> statefulSet(String namespace, String name) {
        return read(() -> server.statefulSet(namespace, name));
    }

    @Override
    public Optional<Deployment> deployment(String namespace, String name) {
        return read(() -> server.deployment(namespace, name));
    }

    @Override
    public Optional<ReplicaSet> replicaSet(String namespace, String name) {
        return read(() -> server.replicaSet(namespace, name));
    }

    @Override
    public List<EndpointSlice> endpointSlices(String namespace, String service) {
        return read(() -> server.endpointSlices(namespace, service));
    }

    @Override
    public List<Relocation> relocations(String namespace) { return read(() -> server.relocations(namespace)); }

    @Override
    public void updateStatus(Relocation relocation) {
        write("status of " + relocation.getMetadata().getName(), () -> server.updateStatus(relocation));
    }

    @Override
    public void delete(Relocation relocation) {
        write(relocation.getMetadata().getName(), () -> server.delete(relocation));
    }

    @Override
    public List<NodeFence> nodeFences() { return read(server::nodeFences); }

    @Override
    public List<FencingMethod> fencingMethods() { return read(server::fencingMethods); }

    @Override
    public void create(NodeFence fence) { write(fence.getMetadata().getName(), () -> server.create(fence)); }

    @Override
    public void updateStatus(ResourceGroup group) {
        write("status of " + group.getMetadata().getName(), () -> server.updateStatus(group));
    }

    @Override
    public void create(ConfigMap map) { write(map.getMetadata().getName(), () -> server.create(map)); }

    @Override
    public void update(ConfigMap map) { write(map.getMetadata().getName(), () -> server.update(map)); }

    @Override
    public void create(Event event) { server.create(event); }

    @Override
    public Pod createDryRun(Pod pod) { return read(() -> server.createDryRun(pod)); }

    @Override
    public void patchPod(String namespace, String name, String patch) {
        write("pod " + name, () -> server.patchPod(namespace, name, patch));
    }

    @Override
    public void deletePod(String namespace, String name, String uid, String resourceVersion, OptionalLong grace) {
        Judge.hold(uid != null && resourceVersion != null, () -> "1 (exactly as meant, or not at all): " + name
                + " is deleted whatever it is by then");
        write("pod " + name, () -> server.deletePod(namespace, name, uid, resourceVersion, grace));
    }

    @Override
    public List<Pod> podsBound(String node) { return read(() -> server.podsBound(node)); }

    @Override
    public Optional<PersistentVolumeClaim> persistentVolumeClaim(String namespace, String name) {
        return read(() -> server.persistentVolumeClaim(namespace, name));
    }

    @Override
    public Optional<PersistentVolume> persistentVolume(String name) {
        return read(() -> server.persistentVolume(name));
    }

    @Override
    public List<Pod> podsOn(String node) { return read(() -> server.podsOn(node)); }

    @Override
    public boolean attached(String node) { return read(() -> server.attached(node)); }

    @Override
    public void patchNode(String name, String patch) { write("node " + name, () -> server.patchNode(name, patch)); }

    @Override
    public Optional<NodeFence> nodeFence(String name) { return read(() -> server.nodeFence(name)); }

    @Override
    public void updateStatus(NodeFence fence) {
        write("status of " + fence.getMetadata().getName(), () -> server.updateStatus(fence));
    }

    @Override
    public void delete(NodeFence fence) { write(fence.getMetadata().getName(), () -> server.delete(fence)); }

    @Override
    public Optional<PodTemplate> podTemplate(String namespace, String name) {
        return read(() -> server.podTemplate(namespace, name));
    }

    @Override
    public Optional<Job> job(String namespace, String name) { return read(() -> server.job(namespace, name)); }

    @Override
    public void create(Job job) { write(job.getMetadata().getName(), () -> server.create(job)); }

    @Override
    public Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name) {
        return read(() -> server.object(apiVersion, kind, namespace, name));
    }

    @Override
    public void create(GenericKubernetesResource object) {
        write(object.getMetadata().getName(), () -> server.create(object));
    }

    @Override
    public void delete(GenericKubernetesResource object) {
        write(object.getMetadata().getName(), () -> server.delete(object));
    }
}
