package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group's state together with what follows from it at once; what the rules look at.
 *
 * @param record the group's record; empty if there is none yet
 * @param list the owner list in force: the committed one until a change of it is committed
 * @param floor the highest epoch seen anywhere: a record below it is lost, edited, or restored from a backup
 * @param strangers pods that may run, never passed the gate, and are not in the record yet
 * @param unknowns pods that passed the gate and that the record does not know
 * @param candidates gated pods that could be let through
 */
record Situation(GroupState state, GroupRecord record, boolean recorded, List<String> list, Quorum quorum,
        List<Owner> owners, long floor, List<PodSight> strangers, List<PodSight> unknowns, List<PodSight> candidates) {

    static Situation of(GroupState given) {
        var state = given.sensible();
        var recorded = state.recorded() instanceof Recorded.Present;
        var record = state.recorded() instanceof Recorded.Present present ? present.record() : GroupRecord.EMPTY;
        var strangers = new ArrayList<PodSight>();
        var unknowns = new ArrayList<PodSight>();
        var candidates = new ArrayList<PodSight>();
        for (var pod : state.pods()) {
            if (record.instance(pod.uid()).isPresent()) {
                continue;
            }
            if (pod.gate()) {
                if (!pod.deleted() && !pod.stale()) {
                    candidates.add(pod);
                }
            } else if (pod.epoch().isPresent()) {
                unknowns.add(pod);
            } else if (!StopProof.shows(pod)) {
                strangers.add(pod);
            }
        }
        var list = record.owners().isEmpty() ? state.declared().nodes() : record.owners();
        return new Situation(state, record, recorded, list, Quorum.of(state, list),
                Succession.of(state, record, list), floor(state), List.copyOf(strangers), List.copyOf(unknowns),
                List.copyOf(candidates));
    }

    private static long floor(GroupState state) {
        var floor = state.shownEpoch();
        for (var pod : state.pods()) {
            floor = Math.max(floor, pod.epoch().orElse(0));
        }
        for (var node : state.nodes().values()) {
            // An allocation is written one step before the claim of its epoch, and the record before any allocation.
            var ahead = state.recorded() instanceof Recorded.Absent ? 0 : 1;
            var allotted = node.record().flatMap(r -> r.allocationOf(state.declared().uid()));
            floor = Math.max(floor, allotted.map(a -> a.epoch() - ahead).orElse(0L));
        }
        return floor;
    }

    /** Whether nothing would make a pod anew that is stopped. */
    boolean bare() {
        return state.workloads().values().stream()
                .anyMatch(w -> w instanceof Workload.Valid(String kind, var _) && kind.equals(Workload.POD));
    }

    Declaration declared() { return state.declared(); }

    Optional<NodeSight> node(String name) { return Optional.ofNullable(state.nodes().get(name)); }

    boolean online(String node) {
        return node(node).map(n -> n.standing(state.grace()) == Standing.ONLINE).orElse(false);
    }

    /** Nothing can be heard of it: silent, or without a Node object. */
    boolean lost(String node) {
        return node(node).map(n -> switch (n.standing(state.grace())) {
            case SILENT, NO_NODE -> true;
            case ONLINE, SUSPECT, UNPROVEN, TOGETHER, NOT_READY -> false;
        }).orElse(false);
    }

    /** The pod of an instance, while its object exists. */
    Optional<PodSight> pod(Instance instance) {
        return state.pod(instance.podUid());
    }

    Optional<Owner> owner(String node) { return owners.stream().filter(o -> o.node().equals(node)).findFirst(); }

    /** Whether the group could become active there. */
    boolean ready(String node) {
        return owner(node).filter(o -> o.takeOver() == Owner.TakeOver.READY).isPresent();
    }

    /** The owner that would become active now. */
    Optional<String> successor() {
        return Succession.choice(state, record, owners);
    }

    Situation with(GroupRecord next) {
        return new Situation(state, next, recorded, list, quorum, Succession.of(state, next, list), floor, strangers,
                unknowns, candidates);
    }

    /** Whether the record holds an instance and says nothing about a claim that let it through. */
    boolean unclaimed() {
        return record.claim().isEmpty() && record.unsettled().stream().anyMatch(i -> !i.found());
    }

    /** Whether it holds several, and says nothing about which of them is right. */
    boolean contradictory() {
        return unclaimed() && record.unsettled().size() > 1;
    }

    /** Whether another machine stands behind the instance's node by now than the one that it was let through for. */
    boolean replaced(Instance instance) {
        return node(instance.node()).filter(n -> n.exists() && !n.machine().sameMachine(instance.machine()))
                .isPresent();
    }

    /** Whether a fence of this node's present boot may be believed: silent, and declared off while it was. */
    boolean declaredOff(NodeSight node) {
        return declared().accepts(Evidence.Kind.OutOfService) && node.exists() && node.silent(state.grace())
                && node.outOfService() == OutOfService.UNCONTRADICTED;
    }

    /** Whether a person says that this boot of the node has ended. */
    boolean attested(NodeSight node) {
        return declared().accepts(Evidence.Kind.Attested) && node.fences().stream()
                .filter(f -> f.kind() == Evidence.Kind.Attested && f.state() == FenceSight.State.SUCCEEDED)
                .anyMatch(f -> !node.exists() || f.machine().bootId().equals(node.machine().bootId()));
    }

    /** Whether there is any way, without a person, to prove what ran there stopped. */
    boolean provable(NodeSight node) {
        return declaredOff(node) || attested(node) || declared().accepts(Evidence.Kind.Unfenced)
                || node.fenceable() && declared().accepts(Evidence.Kind.NodeFenced)
                || !node.exists() && declared().accepts(Evidence.Kind.NodeDeleted);
    }
}
