package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group's state together with what follows from it at once; what the rules look at.
 *
 * @param record the group's record; empty if there is none yet
 * @param floor the highest epoch seen anywhere: a record below it is lost, edited, or restored from a backup
 * @param strangers pods that may run and never passed the gate
 * @param unknowns pods that passed the gate and that the record does not know
 * @param candidates gated pods that could be let through
 */
record Situation(GroupState state, GroupRecord record, boolean recorded, Quorum quorum, List<Owner> owners, long floor,
        List<PodSight> strangers, List<PodSight> unknowns, List<PodSight> candidates) {

    static Situation of(GroupState state) {
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
            } else if (pod.held() || pod.epoch().isPresent()) {
                unknowns.add(pod);
            } else if (!StopProof.shows(pod)) {
                strangers.add(pod);
            }
        }
        return new Situation(state, record, recorded, Quorum.of(state), Succession.of(state, record), floor(state),
                List.copyOf(strangers), List.copyOf(unknowns), List.copyOf(candidates));
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

    Declaration declared() { return state.declared(); }

    Optional<NodeSight> node(String name) { return Optional.ofNullable(state.nodes().get(name)); }

    boolean online(String node) {
        return node(node).map(n -> n.standing(state.grace()) == Standing.ONLINE).orElse(false);
    }

    /** The pod of an instance, while its object exists. */
    Optional<PodSight> pod(Instance instance) {
        return state.pod(instance.podUid());
    }

    /** The first owner in order that could become active now. */
    Optional<String> successor() {
        return owners.stream().filter(o -> o.takeOver() == Owner.TakeOver.READY).map(Owner::node).findFirst();
    }

    Situation with(GroupRecord next) {
        return new Situation(state, next, recorded, quorum, Succession.of(state, next), floor, strangers, unknowns,
                candidates);
    }

    /** Whether the record holds instances and says nothing about which of them is right. */
    boolean contradictory() {
        return record.claim().isEmpty() && !record.unsettled().isEmpty();
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
}
