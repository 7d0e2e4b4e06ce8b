package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Map;

/**
 * On nodes where nothing really runs, it does what the agent in a fencing Job's pod would do: it switches off the node
 * that the pod is told of, and only then the pod succeeds.
 */
final class StandInAgent implements AutoCloseable, ResourceEventHandler<Pod> {

    private final KubernetesClient client;
    private final Map<String, KwokNode> nodes;

    StandInAgent(ControlPlane plane, String namespace, Map<String, KwokNode> nodes) {
        client = plane.clientFor("kwok");
        this.nodes = Map.copyOf(nodes);
        client.pods().inNamespace(namespace).withLabel("batch.kubernetes.io/job-name").inform(this);
    }

    @Override
    public void onAdd(Pod pod) { serve(pod); }

    @Override
    public void onUpdate(Pod before, Pod pod) { serve(pod); }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
        // What has been switched off stays off.
    }

    private void serve(Pod pod) {
        if ("Running".equals(pod.getStatus().getPhase())) {
            pod.getSpec().getContainers().getFirst().getEnv().stream().filter(e -> e.getName().equals("QUORATE_NODE"))
                    .map(EnvVar::getValue).map(nodes::get).forEach(KwokNode::crash);
            client.pods().resource(pod).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE),
                    "{\"status\":{\"phase\":\"Succeeded\"}}");
        }
    }

    @Override
    public void close() { client.close(); }
}
