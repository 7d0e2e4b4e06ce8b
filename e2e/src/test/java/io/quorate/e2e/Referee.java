package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quorate.api.v1alpha1.Names;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Watches all pods of a namespace, and notes whenever containers of two pods of one workload run at the same time. */
final class Referee implements AutoCloseable {

    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final Queue<String> fouls = new ConcurrentLinkedQueue<>();
    private final List<KwokNode> nodes;
    private final SharedIndexInformer<Pod> informer;

    Referee(KubernetesClient client, String namespace, List<KwokNode> nodes) {
        this.nodes = nodes;
        informer = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) { seen(pod); }

            @Override
            public void onUpdate(Pod before, Pod pod) { seen(pod); }

            @Override
            public void onDelete(Pod pod, boolean unknown) { pods.remove(pod.getMetadata().getUid()); }
        });
    }

    private synchronized void seen(Pod pod) {
        pods.put(pod.getMetadata().getUid(), pod);
        pods.values().stream().filter(this::runs)
                .collect(Collectors.groupingBy(Referee::workload))
                .forEach((group, running) -> {
                    if (running.size() > 1 && !group.startsWith("/")) {
                        fouls.add(group + ": " + running.stream().map(
                                p -> p.getMetadata().getName() + "/" + p.getMetadata().getUid() + " on "
                                        + p.getSpec().getNodeName())
                                .collect(Collectors.joining(" and ")));
                    }
                });
    }

    private static String workload(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        return labels.getOrDefault(Names.GROUP_LABEL, "") + "/" + labels.getOrDefault(Names.RESOURCE_LABEL, "main");
    }

    /** What the API says of a node that is off is old, and of what a boot has ended too. */
    private boolean runs(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().anyMatch(c -> c.getState().getRunning() != null)
                && nodes.stream().anyMatch(n -> n.name().equals(pod.getSpec().getNodeName()) && n.running()
                        && !n.ended(pod.getMetadata().getUid()));
    }

    List<String> fouls() { return List.copyOf(fouls); }

    @Override
    public void close() { informer.close(); }
}
