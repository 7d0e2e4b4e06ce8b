package io.quorate.port;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the operator asks of the API server. Every read is consistent: it shows all that was written before it began.
 * Objects are values; nobody changes one that was read. Every call may throw {@link ApiException}.
 */
public interface Api {

    Optional<ResourceGroup> group(String namespace, String name);

    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<Node> node(String name);

    /** The Lease by which a node's kubelet says that it lives. */
    Optional<Lease> nodeLease(String node);

    Optional<Pod> pod(String namespace, String name);

    /** Pods that carry all of these labels. */
    List<Pod> podsWithLabels(String namespace, Map<String, String> labels);

    /** Pods that are bound to the node, of any namespace; alone of all that is read, as of a moment ago. */
    List<Pod> podsBound(String node);

    Optional<PersistentVolumeClaim> persistentVolumeClaim(String namespace, String name);

    Optional<PersistentVolume> persistentVolume(String name);

    Optional<StatefulSet> statefulSet(String namespace, String name);

    Optional<Deployment> deployment(String namespace, String name);

    Optional<Job> job(String namespace, String name);

    Optional<ReplicaSet> replicaSet(String namespace, String name);

    /** An object of any kind that namespaces have; empty also where there is no such kind. */
    Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name);

    List<EndpointSlice> endpointSlices(String namespace, String service);

    /** What was asked for by hand in a namespace. */
    List<Relocation> relocations(String namespace);

    /** Writes status alone, under the resourceVersion that the object carries. */
    void updateStatus(Relocation relocation);

    void delete(Relocation relocation);

    /** All of them; there is one for each fence that was asked for in the last days. */
    List<NodeFence> nodeFences();

    List<FencingMethod> fencingMethods();

    void create(NodeFence fence);

    /** Writes status alone, under the resourceVersion that the object carries. */
    void updateStatus(ResourceGroup group);

    void create(ConfigMap map);

    /** Replaces it, under the resourceVersion that the object carries. */
    void update(ConfigMap map);

    void create(Event event);

    /** What would become of this pod, which is not created. */
    Pod createDryRun(Pod pod);

    /** Applies a JSON Patch as a whole or not at all; a failed {@code test} is a 422 that explains nothing. */
    void patchPod(String namespace, String name, String jsonPatch);

    /**
     * Deletes the pod of that uid at that version, and no other.
     *
     * @param graceSeconds the pod's own grace period if absent
     */
    void deletePod(String namespace, String name, String uid, String resourceVersion, OptionalLong graceSeconds);
}
