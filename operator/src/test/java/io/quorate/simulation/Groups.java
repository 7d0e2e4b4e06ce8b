package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.api.v1alpha1.RunPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Groups and their workloads as people declare, change and delete them. */
final class Groups {

    private final World world;
    private final ApiServer server;
    /** Since when a group is paused, on the world's clock. */
    final Map<String, Long> pausedAt = new HashMap<>();
    /** Groups that were deleted, and may be declared again. */
    final Map<String, ResourceGroupSpec> gone = new HashMap<>();

    Groups(World world) {
        this.world = world;
        server = world.server;
    }

    /** A group, and for each of its resources a StatefulSet or a Deployment. */
    void declare(String name, ResourceGroupSpec spec, boolean stateful, String cpu) {
        declare(name, spec);
        for (var resource : resources(spec)) {
            workload(resource.equals("main") ? name : name + "-" + resource,
                    new Controllers.Template(name, resource, cpu), stateful);
        }
    }

    /** The group alone: its workloads are there already. */
    void declare(String name, ResourceGroupSpec spec) {
        var group = new ResourceGroup();
        group.setMetadata(new ObjectMetaBuilder().withNamespace(World.NAMESPACE).withName(name)
                .withUid(server.newUid("group")).withGeneration(1L).withFinalizers(Names.RELEASE)
                .withResourceVersion(server.nextVersion()).build());
        group.setSpec(spec);
        server.groups.put(name, group);
    }

    private void workload(String name, Controllers.Template template, boolean stateful) {
        world.controllers.templates.put(name, template);
        var meta = new ObjectMetaBuilder().withNamespace(World.NAMESPACE).withName(name).withGeneration(1L).build();
        if (stateful) {
            server.statefulSets.put(name, new StatefulSetBuilder().withMetadata(meta).withNewSpec().withReplicas(1)
                    .endSpec().withNewStatus().withObservedGeneration(1L).withUpdateRevision("r").endStatus().build());
        } else {
            server.deployments.put(name, new DeploymentBuilder().withMetadata(meta).withNewSpec().withReplicas(1)
                    .withNewStrategy().withType("Recreate").endStrategy().endSpec().build());
            server.replicaSets.put(name, new ReplicaSetBuilder().withMetadata(meta).editMetadata()
                    .addNewOwnerReference().withApiVersion("apps/v1").withKind("Deployment").withName(name)
                    .withController(true)
                    .endOwnerReference().endMetadata().build());
        }
    }

    static List<String> resources(ResourceGroupSpec spec) {
        return Optional.ofNullable(spec.resources()).map(l -> l.stream().map(ResourceSpec::name).toList())
                .orElse(List.of("main"));
    }

    /** Another owner list. */
    void list(String name, List<String> owners) {
        world.judge.listed(name);
        change(name, s -> new ResourceGroupSpec(owners, s.run(), s.quorum(), s.startup(), s.failover(), s.failback(),
                s.fencing(), s.resources(), s.constraints(), s.priority(), s.objectives()));
    }

    void run(String name, RunPolicy run) {
        if (run == RunPolicy.Paused) {
            pausedAt.putIfAbsent(name, world.millis);
        } else {
            pausedAt.remove(name);
        }
        change(name, s -> new ResourceGroupSpec(s.nodes(), run, s.quorum(), s.startup(), s.failover(), s.failback(),
                s.fencing(), s.resources(), s.constraints(), s.priority(), s.objectives()));
        world.tell(() -> "run of " + name + " is " + run + " from now on");
    }

    private void change(String name, UnaryOperator<ResourceGroupSpec> how) {
        var before = server.groups.get(name);
        var next = new ResourceGroup();
        next.setMetadata(Copies.of(before.getMetadata(), server.nextVersion()));
        next.getMetadata().setGeneration(before.getMetadata().getGeneration() + 1);
        next.setSpec(how.apply(before.getSpec()));
        next.setStatus(before.getStatus());
        server.groups.put(name, next);
    }

    /** Somebody deletes it; what it is released from is settled first. */
    void delete(String name) {
        var before = server.groups.get(name);
        if (deleting(before)) {
            return;
        }
        world.judge.listed(name);
        var next = new ResourceGroup();
        next.setMetadata(Copies.of(before.getMetadata(), server.nextVersion()));
        next.getMetadata().setDeletionTimestamp(server.now());
        next.setSpec(before.getSpec());
        next.setStatus(before.getStatus());
        server.groups.put(name, next);
        world.tell(() -> "somebody deletes group " + name);
    }

    static boolean deleting(ResourceGroup group) { return group.getMetadata().getDeletionTimestamp() != null; }

    /** Everything is settled for a deleted group: the framework takes its finalizer off. */
    void released(ResourceGroup group) {
        var name = group.getMetadata().getName();
        var now = server.groups.get(name);
        if (now != null && now.getMetadata().getUid().equals(group.getMetadata().getUid())) {
            server.groups.remove(name);
            server.maps.remove("quorate-group-" + name);
            gone.put(name, now.getSpec());
            pausedAt.remove(name);
            world.judge.lost(name);
            world.strangers.release(name);
            world.tell(() -> "group " + name + " is gone");
        }
    }
}
