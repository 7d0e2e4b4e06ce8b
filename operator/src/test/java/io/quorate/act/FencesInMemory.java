package io.quorate.act;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.port.ApiException;
import io.quorate.port.FencingApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What fences are made of, in memory; writes may be refused. */
public final class FencesInMemory implements FencingApi {

    public final Map<String, NodeFence> fences = new HashMap<>();
    public final Map<String, Node> nodes = new HashMap<>();
    public final List<FencingMethod> methods = new ArrayList<>();
    public final Map<String, Job> jobs = new HashMap<>();
    /** By kind and name. */
    public final Map<String, GenericKubernetesResource> objects = new HashMap<>();
    public final List<String> patches = new ArrayList<>();
    /** The code with which other writes are refused; 0: they are not. */
    public int refusal;
    /** Whether somebody else has written the fence's status meanwhile. */
    public boolean overtaken;

    private void written() {
        if (refusal > 0) {
            throw new ApiException(refusal, false, "refused with " + refusal, null);
        }
    }

    @Override
    public Optional<NodeFence> nodeFence(String name) { return Optional.ofNullable(fences.get(name)); }

    @Override
    public List<NodeFence> nodeFences() { return List.copyOf(fences.values()); }

    @Override
    public List<FencingMethod> fencingMethods() { return methods; }

    @Override
    public Optional<Node> node(String name) { return Optional.ofNullable(nodes.get(name)); }

    @Override
    public List<Pod> podsOn(String node) { return List.of(); }

    @Override
    public boolean attached(String node) { return false; }

    @Override
    public void patchNode(String name, String jsonPatch) {
        written();
        patches.add(jsonPatch);
    }

    @Override
    public Optional<Lease> nodeLease(String node) { return Optional.empty(); }

    @Override
    public void updateStatus(NodeFence fence) {
        if (overtaken) {
            throw new ApiException(409, false, "overtaken", null);
        }
        fences.put(fence.getMetadata().getName(), fence);
    }

    @Override
    public void delete(NodeFence fence) { fences.remove(fence.getMetadata().getName()); }

    @Override
    public Optional<PodTemplate> podTemplate(String namespace, String name) {
        return Optional.of(new PodTemplateBuilder().withNewTemplate().withNewSpec().addNewContainer().withName("fence")
                .endContainer().endSpec().endTemplate().build());
    }

    @Override
    public Optional<Job> job(String namespace, String name) { return Optional.ofNullable(jobs.get(name)); }

    @Override
    public void create(Job job) {
        written();
        jobs.put(job.getMetadata().getName(), job);
    }

    @Override
    public Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name) {
        return Optional.ofNullable(objects.get(kind + " " + name));
    }

    @Override
    public void create(GenericKubernetesResource object) {
        written();
        objects.put(object.getKind() + " " + object.getMetadata().getName(), object);
    }

    @Override
    public void delete(GenericKubernetesResource object) {
        objects.remove(object.getKind() + " " + object.getMetadata().getName());
    }
}
