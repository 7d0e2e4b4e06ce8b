package io.quorate.port;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A real API server. Reads carry no resourceVersion, so they are consistent. */
public final class KubernetesApi implements Api, FencingApi {

    private static final String LEASES = "kube-node-lease";

    private final KubernetesClient client;

    public KubernetesApi(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<ResourceGroup> group(String namespace, String name) {
        return find(() -> client.resources(ResourceGroup.class).inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return find(() -> client.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Node> node(String name) {
        return find(() -> client.nodes().withName(name).get());
    }

    @Override
    public List<Pod> podsOn(String node) {
        return call(() -> client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems());
    }

    @Override
    public boolean attached(String node) {
        return call(() -> client.storage().v1().volumeAttachments().list().getItems().stream()
                .anyMatch(a -> node.equals(a.getSpec().getNodeName())));
    }

    @Override
    public void patchNode(String name, String jsonPatch) {
        call(() -> client.nodes().withName(name).patch(PatchContext.of(PatchType.JSON), jsonPatch));
    }

    @Override
    public Optional<Lease> nodeLease(String node) {
        return find(() -> client.leases().inNamespace(LEASES).withName(node).get());
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) {
        return find(() -> client.pods().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<Pod> podsWithLabels(String namespace, Map<String, String> labels) {
        return call(() -> client.pods().inNamespace(namespace).withLabels(labels).list().getItems());
    }

    @Override
    public List<Pod> podsBound(String node) {
        // From the API server's cache, which knows the pods of each node: the answer costs no more than they do.
        return call(() -> client.pods().inAnyNamespace().withField("spec.nodeName", node)
                .list(new ListOptionsBuilder().withResourceVersion("0").build()).getItems());
    }

    @Override
    public Optional<PersistentVolumeClaim> persistentVolumeClaim(String namespace, String name) {
        return find(() -> client.persistentVolumeClaims().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<PersistentVolume> persistentVolume(String name) {
        return find(() -> client.persistentVolumes().withName(name).get());
    }

    @Override
    public Optional<StatefulSet> statefulSet(String namespace, String name) {
        return find(() -> client.apps().statefulSets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Deployment> deployment(String namespace, String name) {
        return find(() -> client.apps().deployments().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<ReplicaSet> replicaSet(String namespace, String name) {
        return find(() -> client.apps().replicaSets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public List<EndpointSlice> endpointSlices(String namespace, String service) {
        return call(() -> client.discovery().v1().endpointSlices().inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", service).list().getItems());
    }

    @Override
    public List<Relocation> relocations(String namespace) {
        return call(() -> client.resources(Relocation.class).inNamespace(namespace).list().getItems());
    }

    @Override
    public void updateStatus(Relocation relocation) {
        call(() -> client.resource(relocation).updateStatus());
    }

    @Override
    public void delete(Relocation relocation) {
        call(() -> client.resource(relocation).delete());
    }

    @Override
    public List<NodeFence> nodeFences() {
        return call(() -> client.resources(NodeFence.class).list().getItems());
    }

    @Override
    public List<FencingMethod> fencingMethods() {
        return call(() -> client.resources(FencingMethod.class).list().getItems());
    }

    @Override
    public void create(NodeFence fence) {
        call(() -> client.resource(fence).create());
    }

    @Override
    public Optional<NodeFence> nodeFence(String name) {
        return find(() -> client.resources(NodeFence.class).withName(name).get());
    }

    @Override
    public void updateStatus(NodeFence fence) {
        call(() -> client.resource(fence).updateStatus());
    }

    @Override
    public void delete(NodeFence fence) {
        call(() -> client.resource(fence).delete());
    }

    @Override
    public Optional<PodTemplate> podTemplate(String namespace, String name) {
        return find(() -> client.resources(PodTemplate.class).inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Job> job(String namespace, String name) {
        return find(() -> client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
    }

    @Override
    public void create(Job job) {
        call(() -> client.resource(job).create());
    }

    @Override
    public Optional<GenericKubernetesResource> object(String apiVersion, String kind, String namespace, String name) {
        return find(() -> client.getApiResources(apiVersion)).stream().flatMap(l -> l.getResources().stream())
                .filter(r -> r.getKind().equals(kind) && r.getNamespaced() && !r.getName().contains("/")).findFirst()
                .map(r -> ResourceDefinitionContext.fromApiResource(apiVersion, r))
                .flatMap(c -> find(() -> client.genericKubernetesResources(c).inNamespace(namespace).withName(name)
                        .get()));
    }

    @Override
    public void create(GenericKubernetesResource object) {
        call(() -> client.resource(object).create());
    }

    @Override
    public void delete(GenericKubernetesResource object) {
        call(() -> client.resource(object).delete());
    }

    @Override
    public void updateStatus(ResourceGroup group) {
        call(() -> client.resource(group).updateStatus());
    }

    @Override
    public void create(ConfigMap map) {
        call(() -> client.resource(map).create());
    }

    @Override
    public void update(ConfigMap map) {
        call(() -> client.resource(map).update());
    }

    @Override
    public void create(Event event) {
        call(() -> client.resource(event).create());
    }

    @Override
    public Pod createDryRun(Pod pod) {
        return call(() -> client.resource(pod).dryRun(true).create());
    }

    @Override
    public void patchPod(String namespace, String name, String jsonPatch) {
        call(() -> client.pods().inNamespace(namespace).withName(name).patch(PatchContext.of(PatchType.JSON),
                jsonPatch));
    }

    @Override
    public void deletePod(String namespace, String name, String uid, String resourceVersion,
            OptionalLong graceSeconds) {
        var options = new DeleteOptionsBuilder().withNewPreconditions(resourceVersion, uid)
                .withGracePeriodSeconds(graceSeconds.isPresent() ? graceSeconds.getAsLong() : null).build();
        call(() -> client.raw("/api/v1/namespaces/" + namespace + "/pods/" + name, "DELETE", options));
    }

    private static <T> Optional<T> find(Supplier<T> request) { return Optional.ofNullable(call(request)); }

    private static <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            var explained = Optional.ofNullable(e.getStatus()).map(Status::getDetails).map(StatusDetails::getCauses)
                    .filter(causes -> !causes.isEmpty()).isPresent();
            var said = Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElse(e.getMessage());
            throw new ApiException(e.getCode(), explained, said, e);
        }
    }
}
