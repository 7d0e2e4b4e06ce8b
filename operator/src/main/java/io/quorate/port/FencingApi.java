package io.quorate.port;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import java.util.List;
import java.util.Optional;

/** What carrying out a fence asks of the API server. Reads are consistent; every call may throw {@link ApiException}. */
public interface FencingApi {

    Optional<NodeFence> nodeFence(String name);

    List<NodeFence> nodeFences();

    List<FencingMethod> fencingMethods();

    Optional<Node> node(String name);

    /** Pods that are bound to the node, of any namespace. */
    List<Pod> podsOn(String node);

    /** Whether a volume is attached to the node. */
    boolean attached(String node);

    /** A patch whose {@code test} fails is an {@link ApiException} 422. */
    void patchNode(String name, String jsonPatch);

    Optional<Lease> nodeLease(String node);

    /** Writes status alone, under the resourceVersion that the object carries. */
    void updateStatus(NodeFence fence);

    void delete(NodeFence fence);

    Optional<PodTemplate> podTemplate(String namespace, String name);

    Optional<Job> job(String namespace, String name);

    void create(Job job);

    /** An object of a kind that this project does not know; empty also where there is no such kind. */
    Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name);

    void create(GenericKubernetesResource object);

    /** Deletes it if it is still that object, by uid. */
    void delete(GenericKubernetesResource object);
}
