package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.RunPolicy;
import io.quorate.core.Instance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/** What befalls machines, and what administrators and users do, with good reason or without. */
final class People {

    private static final int FAULTS = 14;

    private final World world;
    private final Random random;
    /** Records are lost in some schedules, finalizers in the others: both at once leave nothing to go by. */
    private final boolean recordsMayBeLost;
    /** Each schedule has some faults only, and those often: what is rare together elsewhere is common there. */
    private final int[] faults;

    People(World world) {
        this.world = world;
        random = world.random;
        var some = IntStream.range(0, FAULTS).filter(i -> random.nextBoolean()).toArray();
        faults = some.length < 3 ? IntStream.range(0, FAULTS).toArray() : some;
        recordsMayBeLost = random.nextInt(5) == 0;
    }

    /** Something happens to a machine or to its node. */
    void machine(Machine machine) {
        var node = machine.node;
        var what = faults[random.nextInt(faults.length)];
        if (what > 2 && what < 6 && declaredOffInVain(machine)) {
            return;
        }
        switch (what) {
            case 0, 1, 2 -> {
                machine.power(!machine.powered);
                world.tell(() -> node + (machine.powered ? " boots" : " loses power"));
            }
            case 3, 4 -> {
                machine.reachable = !machine.reachable;
                world.tell(() -> node + (machine.reachable ? " is reachable" : " is cut off"));
            }
            case 5 -> {
                machine.hung = machine.powered && !machine.hung;
                world.tell(() -> "the kubelet of " + node + (machine.hung ? " hangs" : " goes on"));
            }
            case 6, 7 -> taint(machine);
            case 8 -> {
                var on = random.nextBoolean();
                world.cordon(node, on);
                world.tell(() -> node + (on ? " is cordoned" : " is uncordoned"));
            }
            case 9 -> {
                machine.full = !machine.full;
                world.tell(() -> node + (machine.full ? " is full" : " has room"));
            }
            case 10 -> {
                machine.unwell = !machine.unwell;
                world.tell(() -> node + (machine.unwell ? " says that it is not ready" : " is well"));
            }
            case 11 -> {
                world.tell(() -> "a container crashes on " + node);
                world.kubelet.crash(machine);
                if (random.nextInt(3) == 0 && !declaredOffInVain(machine)) {
                    machine.reachable = false;
                    world.tell(() -> "that was because " + node + " is cut off");
                    if (random.nextBoolean()) {
                        delete(node);
                    }
                }
            }
            case 12 -> {
                if (random.nextBoolean()) {
                    world.tell(() -> "the kubelet of " + node + " evicts");
                    world.kubelet.evict(machine);
                } else {
                    world.tell(() -> "the kubelet of " + node + " is restarted and rejects what runs");
                    world.kubelet.reject(machine);
                }
            }
            default -> node(machine);
        }
    }

    /**
     * A node that runs under the taint, and no operator knows yet that it does: should it fall silent now, nothing could
     * tell it from one that is really off.
     */
    private boolean declaredOffInVain(Machine machine) {
        return machine.powered && world.tainted(machine.node) && !world.knownToRun.contains(machine.node);
    }

    /** Only what is really off is declared off; by mistake also a node that renews its Lease. */
    private void taint(Machine machine) {
        var node = machine.node;
        if (world.tainted(node)) {
            world.taint(node, false);
            world.tell(() -> "somebody takes the out-of-service taint off " + node);
        } else if (world.everywhere().noneMatch(m -> m.node.equals(node) && m.powered)) {
            world.taint(node, true);
            world.tell(() -> "somebody sets the out-of-service taint on " + node);
        } else if (machine.talks() && world.millis - machine.renewedAt < 5000) {
            world.taint(node, true);
            world.tell(() -> "somebody sets the out-of-service taint on " + node + " by mistake");
        }
    }

    private void node(Machine machine) {
        var node = machine.node;
        if (declaredOffInVain(machine)) {
            return;
        }
        if (random.nextInt(machine.talks() ? 3 : 2) == 0) {
            delete(node);
        } else if (!recordsMayBeLost && random.nextInt(2) == 0 && free(node)) {
            machine.reachable = false;
            machine.replaced = true;
            world.former.add(machine);
            world.buy(node);
            world.tell(() -> machine.systemUuid + " is cut off for ever, and another machine is " + node + " now");
        }
    }

    private void delete(String node) {
        world.tell(() -> "the Node " + node + " is deleted");
        world.server.nodes.remove(node);
        world.server.leases.remove(node);
    }

    /** The new machine's kubelet would start at once what is bound to the node; nobody could keep it from that. */
    private boolean free(String node) {
        return world.server.pods.values().stream()
                .noneMatch(p -> node.equals(p.getSpec().getNodeName()) && !Shapes.deleted(p));
    }

    /** Somebody does something to a workload, a pod or a group. */
    void workload(int dice) {
        var pods = new ArrayList<>(world.server.pods.values());
        if (pods.isEmpty()) {
            return;
        }
        var pod = pods.get(random.nextInt(pods.size()));
        var uid = pod.getMetadata().getUid();
        switch (dice) {
            case 0, 1, 2, 3 -> {
                world.tell(() -> "somebody deletes " + uid);
                world.server.delete(pod, OptionalLong.empty());
            }
            case 4, 5 -> {
                world.tell(() -> "somebody deletes " + uid + " with --force");
                world.server.delete(pod, OptionalLong.of(0));
            }
            case 6, 7 -> world.server.statefulSets.values().stream()
                    .filter(s -> s.getMetadata().getName().equals(Controllers.group(pod))).findFirst()
                    .ifPresent(s -> {
                        world.tell(() -> "somebody changes the pod template of " + s.getMetadata().getName());
                        world.controllers.rollOut(s);
                    });
            case 8 -> owners(Controllers.group(pod));
            case 9 -> move(Controllers.group(pod));
            case 10, 11 -> {
                if (!Shapes.deleted(pod) && !pod.getMetadata().getFinalizers().contains(Shapes.FOREIGN)) {
                    world.tell(() -> "somebody else puts a finalizer on " + uid);
                    world.server.store(Copies.with(pod,
                            m -> m.setFinalizers(Copies.and(m.getFinalizers(), Shapes.FOREIGN))));
                }
            }
            case 14 -> run(Controllers.group(pod));
            case 15 -> group(Controllers.group(pod));
            case 16 -> {
                world.server.gating = !world.server.gating;
                world.tell(() -> "new pods are " + (world.server.gating ? "gated again" : "not gated any more"));
            }
            default -> damage(pod);
        }
    }

    /** A group is deleted, or another one of that name declared over what runs. */
    private void group(String group) {
        var declared = world.groups.gone.remove(group);
        if (declared != null) {
            world.groups.declare(group, declared);
            world.tell(() -> "somebody declares " + group + " again");
        } else if (world.server.groups.containsKey(group) && random.nextInt(3) == 0) {
            world.groups.delete(group);
        }
    }

    private void run(String group) {
        if (world.server.groups.containsKey(group)) {
            var policies = List.of(RunPolicy.Always, RunPolicy.Always, RunPolicy.Paused, RunPolicy.Stopped);
            world.groups.run(group, policies.get(random.nextInt(policies.size())));
        }
    }

    private void owners(String group) {
        var nodes = new ArrayList<>(world.machines.keySet());
        Collections.shuffle(nodes, random);
        var next = List.copyOf(nodes.subList(0, Math.min(nodes.size(), 2 + random.nextInt(4))));
        if (world.server.groups.containsKey(group)) {
            world.groups.list(group, next);
            world.tell(() -> group + " may run on " + next + " from now on");
        }
    }

    /** Somebody wants the group on some node, or away from it, whether or not it is an owner; or not any more. */
    private void move(String group) {
        var names = new ArrayList<>(world.server.relocations.keySet());
        if (!names.isEmpty() && random.nextInt(3) == 0) {
            var name = names.get(random.nextInt(names.size()));
            world.tell(() -> "somebody deletes request " + name);
            world.server.relocations.remove(name);
            return;
        }
        var nodes = new ArrayList<>(world.machines.keySet());
        var node = nodes.get(random.nextInt(nodes.size()));
        var away = random.nextBoolean();
        world.tell(() -> "somebody wants " + group + (away ? " away from " : " on ") + node);
        world.server.ask(group, away ? null : node, away ? node : null, 10 + random.nextInt(300));
    }

    private void damage(Pod pod) {
        var group = Controllers.group(pod);
        var uid = pod.getMetadata().getUid();
        if (recordsMayBeLost) {
            if (world.server.maps.remove("quorate-group-" + group) != null) {
                world.judge.lost(group);
                world.tell(() -> "the record of " + group + " is lost");
            }
        } else if (pod.getMetadata().getFinalizers().contains(Names.STOP_PROOF)) {
            world.tell(() -> "somebody takes the finalizer off " + uid);
            world.judge.stripped.add(uid);
            world.server.store(Copies.with(pod,
                    m -> m.setFinalizers(Copies.without(m.getFinalizers(), Names.STOP_PROOF))));
        }
    }

    /** A person makes sure that a machine whose node has another one by now is off, and mends the record. */
    void forget(String group, Instance instance) {
        world.tell(() -> "a person makes sure that " + instance.podUid() + " has stopped on whatever was '"
                + instance.node() + "'" + ", and takes it out of the record of " + group);
        world.everywhere().filter(m -> m.node.equals(instance.node()) || m.containers.containsKey(instance.podUid()))
                .forEach(m -> m.power(false));
        var map = world.server.maps.get("quorate-group-" + group);
        var entries = JsonPatch.without(map.getData().get("instances"), "podUID", instance.podUid());
        world.judge.lost(group);
        world.server.update(new ConfigMapBuilder(map).addToData("instances", entries).build());
    }

    /** A person leaves one of several pods that may run; or none of those that never passed the gate. */
    void thinOut(String group, boolean strangers) {
        world.server.pods.values().stream().filter(p -> group.equals(Controllers.group(p)))
                .filter(p -> !Shapes.deleted(p) && ApiServer.open(p))
                .filter(p -> !strangers || world.strangers.has(p)).skip(strangers ? 0 : 1).findFirst()
                .ifPresent(p -> {
                    world.tell(() -> "a person deletes " + p.getMetadata().getUid());
                    world.server.delete(p, OptionalLong.empty());
                });
    }
}
