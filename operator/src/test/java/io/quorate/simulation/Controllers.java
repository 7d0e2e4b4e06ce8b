package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.quorate.api.v1alpha1.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The rest of Kubernetes: what makes a workload's next pod, binds it, notices silent nodes, evicts and collects.
 */
final class Controllers {

    static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    private static final String REVISION = "controller-revision-hash";
    private static final long NODE_MONITOR_GRACE = 40_000;

    /** What a workload's pods are like. */
    record Template(String group, String resource, String cpu) {

        int cpus() { return cpu.isEmpty() ? 0 : Integer.parseInt(cpu); }
    }

    private final ApiServer server;
    /** By name of the StatefulSet or ReplicaSet. */
    final Map<String, Template> templates = new HashMap<>();
    private int made;

    Controllers(ApiServer server) {
        this.server = server;
    }

    /** A StatefulSet makes a pod when there is none of that name. */
    void statefulSets() {
        for (var set : server.statefulSets.values()) {
            var name = set.getMetadata().getName();
            var pod = server.pods.get(name + "-0");
            if (pod == null) {
                create(name + "-0", "StatefulSet", name, set.getStatus().getUpdateRevision());
            } else if (!Shapes.deleted(pod) && (Shapes.over(pod) || Shapes.has(pod, "Ready") && outdated(set, pod))) {
                server.delete(pod, OptionalLong.empty());
            }
        }
    }

    private static boolean outdated(StatefulSet set, Pod pod) {
        return !set.getStatus().getUpdateRevision().equals(pod.getMetadata().getLabels().get(REVISION));
    }

    /** A ReplicaSet makes the next pod beside the one that is being deleted, or is over. */
    void replicaSets() {
        for (var set : server.replicaSets.keySet()) {
            var alive = server.pods.values().stream().anyMatch(p -> set.equals(maker(p)) && !Shapes.deleted(p)
                    && !Shapes.over(p));
            if (!alive) {
                create(set + "-x" + ++made, "ReplicaSet", set, null);
            }
        }
    }

    private void create(String name, String kind, String owner, String revision) {
        server.store(server.createDryRun(pod(name, kind, owner, revision)));
    }

    private Pod pod(String name, String kind, String owner, String revision) {
        var template = templates.get(owner);
        var labels = new HashMap<>(Map.of(Names.GROUP_LABEL, template.group()));
        if (!template.resource().equals("main")) {
            labels.put(Names.RESOURCE_LABEL, template.resource());
        }
        if (revision != null) {
            labels.put(REVISION, revision);
        }
        var asks = template.cpu().isEmpty() ? Map.<String, Quantity>of() : Map.of("cpu", new Quantity(template.cpu()));
        return new PodBuilder().withNewMetadata().withNamespace(World.NAMESPACE).withName(name)
                .withUid(server.newUid(owner)).withLabels(labels)
                .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion("apps/v1").withKind(kind)
                        .withName(owner).withController(true)
                        .build())
                .endMetadata().withNewSpec().addNewContainer().withName("db").withNewResources().withRequests(asks)
                .endResources().endContainer().endSpec().withNewStatus().withPhase("Pending").endStatus().build();
    }

    /** Somebody changes the pod template. */
    void rollOut(StatefulSet set) {
        var revision = server.newUid("r");
        server.statefulSets.put(set.getMetadata().getName(),
                new StatefulSetBuilder(set).editStatus().withUpdateRevision(revision).endStatus().build());
    }

    /** Binds what is let through, if its node has room and takes pods. */
    void scheduler(Map<String, Machine> machines) {
        for (var pod : List.copyOf(server.pods.values())) {
            if (!ApiServer.open(pod) || pod.getSpec().getNodeName() != null || Shapes.deleted(pod)) {
                continue;
            }
            var pinned = meant(pod);
            var node = server.nodes.get(pinned);
            if (node != null && fits(pod, pinned) && !machines.get(pinned).full
                    && !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                    && !tainted(node)) {
                server.bind(pod, pinned);
            } else if (!Shapes.isUnschedulable(pod)) {
                server.store(Shapes.unschedulable(pod));
            }
        }
    }

    /** Where nobody says where it is to be, anywhere. */
    private String meant(Pod pod) {
        if (pod.getSpec().getAffinity() != null) {
            return pinned(pod);
        }
        var nodes = List.copyOf(server.nodes.keySet());
        return nodes.isEmpty() ? "" : nodes.get(Math.floorMod(pod.getMetadata().getUid().hashCode(), nodes.size()));
    }

    private boolean fits(Pod pod, String node) {
        return asks(pod) + server.podsBound(node).stream().filter(p -> !Shapes.over(p)).mapToInt(Controllers::asks)
                .sum() <= Kubelet.CPUS;
    }

    static int asks(Pod pod) {
        var cpu = pod.getSpec().getContainers().getFirst().getResources().getRequests().get("cpu");
        return cpu == null ? 0 : Integer.parseInt(cpu.getAmount());
    }

    static String pinned(Pod pod) {
        return pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms().getFirst().getMatchFields().getFirst().getValues().getFirst();
    }

    /** A node whose kubelet is silent is not Ready any more, and so are its pods. */
    void nodeMonitor(Map<String, Machine> machines, long millis) {
        for (var node : List.copyOf(server.nodes.values())) {
            var name = node.getMetadata().getName();
            if (millis - machines.get(name).renewedAt > NODE_MONITOR_GRACE && ready(node)) {
                server.nodes.put(name, new NodeBuilder(node).editStatus().editFirstCondition().withStatus("Unknown")
                        .endCondition().endStatus().build());
                server.pods.values().stream().filter(p -> name.equals(p.getSpec().getNodeName()))
                        .filter(p -> Shapes.has(p, "Ready")).toList()
                        .forEach(p -> server.store(Shapes.doubted(p)));
            }
        }
    }

    static boolean ready(Node node) {
        return node.getStatus().getConditions().getFirst().getStatus().equals("True");
    }

    static boolean tainted(Node node) {
        return node.getSpec().getTaints().stream().anyMatch(t -> t.getKey().equals(OUT_OF_SERVICE));
    }

    /** Whoever put another finalizer on a pod takes it off when the pod is deleted. */
    void others() {
        for (var pod : List.copyOf(server.pods.values())) {
            if (Shapes.deleted(pod) && pod.getMetadata().getFinalizers().contains(Shapes.FOREIGN)) {
                server.store(Copies.with(pod,
                        m -> m.setFinalizers(Copies.without(m.getFinalizers(), Shapes.FOREIGN))));
            }
        }
    }

    /** The taint out-of-service evicts; what is evicted from a node that is not Ready, or is gone, is given up. */
    void collector() {
        for (var pod : List.copyOf(server.pods.values())) {
            var name = pod.getSpec().getNodeName();
            if (name == null) {
                continue;
            }
            var node = server.nodes.get(name);
            if (node != null && tainted(node) && !Shapes.deleted(pod)) {
                server.delete(pod, OptionalLong.empty());
            } else if (node == null || tainted(node) && !ready(node)) {
                giveUp(pod);
            }
        }
    }

    private void giveUp(Pod pod) {
        var failed = Shapes.over(pod) ? pod : server.store(Shapes.givenUp(pod, server.now()));
        server.delete(failed, OptionalLong.of(0));
    }

    private static String maker(Pod pod) { return pod.getMetadata().getOwnerReferences().getFirst().getName(); }

    static String resource(Pod pod) { return pod.getMetadata().getLabels().getOrDefault(Names.RESOURCE_LABEL, "main"); }

    static String group(Pod pod) { return pod.getMetadata().getLabels().get(Names.GROUP_LABEL); }
}
