package io.quorate.core;

import java.util.Optional;

/**
 * What no plan may do, whatever its rules say: the invariants of the core, step by step, from what is seen alone. A
 * situation of the corpus cannot bless a plan that breaks one.
 */
final class Invariants {

    private final GroupState state;
    private final Optional<GroupRecord> recorded;
    private final GroupRecord before;
    private final Quorum quorum;

    private Invariants(GroupState state, Quorum quorum) {
        this.state = state;
        recorded = state.recorded() instanceof Recorded.Present(var record, var _)
                ? Optional.of(record)
                : Optional.empty();
        before = recorded.orElse(GroupRecord.EMPTY);
        this.quorum = quorum;
    }

    static void check(GroupState given, Plan plan) {
        var state = given.sensible();
        new Invariants(state, plan.report().quorum()).check(plan);
    }

    private void check(Plan plan) {
        holds(plan.steps().isEmpty() || !(state.recorded() instanceof Recorded.Unreadable),
                "acts on a record that nobody understands");
        plan.steps().forEach(this::check);
        var quiet = before.unsettled().isEmpty() && state.pods().stream().noneMatch(this::stranger);
        holds(!says(plan, "Suspended") || quorum.no() && quiet, "4: suspended means stopped");
        holds(!says(plan, "Exclusive") || before.unsettled().stream().allMatch(i -> before.rightful(i) || waits(i))
                && state.pods().stream().noneMatch(this::stranger), "1: exclusive means that nothing else runs");
    }

    private boolean waits(Instance instance) {
        return state.pod(instance.podUid()).filter(PodSight::gate).isPresent();
    }

    private static boolean says(Plan plan, String condition) {
        return plan.report().condition(condition).answer() == Report.Answer.TRUE;
    }

    /** May run, and the record does not know it. */
    private boolean stranger(PodSight pod) {
        return !pod.gate() && before.instance(pod.uid()).isEmpty() && !StopProof.shows(pod);
    }

    private void check(Step step) {
        switch (step) {
            case Step.WriteRecord(var next, var _) -> record(next);
            case Step.WriteNodeRecord(var next, var _) ->
                holds(state.nodes().containsKey(next.node()), "5: writes the record of a node of others");
            case Step.HoldPod(var pod, var _) -> holds(!pod.deleted(), "a deleted pod takes no finalizer");
            case Step.OpenGate(var pod, var node, var epoch, var _) -> gate(pod, node, epoch);
            case Step.StampPod(var pod, var epoch, var _) -> holds(before.instance(pod.uid())
                    .filter(i -> before.rightful(i) && i.epoch() == epoch).isPresent(), "2: a stamp without a claim");
            case Step.DeletePod(var pod, var _) -> delete(pod);
            case Step.ForceDeletePod(var pod, var _) -> taken(pod);
            case Step.LetPodGo(var pod, var _) -> stopped(pod);
            case Step.AskFence(var node, var machine, var covers, var _, var _) -> {
                holds(state.node(node).fenceable() && (state.node(node).exists()
                        ? state.node(node).machine().equals(machine)
                        : before.unsettled().stream().anyMatch(i -> i.machine().equals(machine))),
                        "fences another machine or boot");
                holds(covers.stream().allMatch(u -> state.pod(u).map(PodSight::deleted).orElse(true)),
                        "a fence covers what was not deleted before");
            }
            case Step.ShowEpoch(var epoch, var _) -> holds(epoch <= before.epoch(), "3: shows an epoch that is not");
            case Step.LetRecordGo(var _) -> holds(state.declared().deleting() && before.held().isEmpty(),
                    "the record goes before the group");
        }
    }

    private void record(GroupRecord next) {
        var rebuilt = next.epoch() != before.epoch() + 1 || next.claim().isEmpty();
        holds(next.epoch() >= before.epoch(), "3: an epoch shrinks");
        for (var old : before.instances()) {
            var now = next.instance(old.podUid());
            holds(now.isPresent() || old.settled() && state.pod(old.podUid()).isEmpty() || goesOn(old),
                    "1: the record forgets " + old.podUid());
            if (!old.settled()) {
                now.filter(Instance::settled).ifPresent(this::proven);
            }
        }
        var claimed = next.held().filter(c -> before.held().filter(h -> h.epoch() == c.epoch()).isEmpty());
        if (claimed.filter(c -> !c.reason().equals("Rebuilt")).isPresent()) {
            holds(quorum.yes(), "2: a claim without quorum");
            holds(before.held().isEmpty(), "1: a claim over a held one");
            holds(!rebuilt, "3: a claim's epoch is one more than the last");
            holds(before.unsettled().stream().allMatch(Instance::found), "1: a claim beside an unsettled instance");
            holds(next.unsettled().stream().allMatch(next::rightful), "1: a claim beside what it did not let through");
        }
        next.unsettled().stream().filter(i -> before.instance(i.podUid()).isEmpty()).forEach(i -> added(i, next));
    }

    /** A deleted group leaves running what runs. */
    private boolean goesOn(Instance instance) {
        return state.declared().deleting()
                && state.pod(instance.podUid()).filter(p -> !p.gate() && !p.deleted()).isPresent();
    }

    private void added(Instance instance, GroupRecord next) {
        var pod = state.pod(instance.podUid()).orElseThrow(() -> new AssertionError("1: records what is not there"));
        if (!pod.gate()) {
            holds(instance.found() || pod.epoch().isPresent(), "2: admitted though it never waited at the gate");
            return;
        }
        holds(next.rightful(instance) && quorum.yes(), "2: admitted without claim or quorum");
        holds(next.unsettled(instance.resource()).size() == 1, "1: admitted beside another instance");
        holds(pod.heldNow() && !pod.deleted(), "admitted and not held");
    }

    /** No evidence stands against a pod that nobody has deleted: its kubelet would start it at the next boot. */
    private void proven(Instance instance) {
        holds(state.pod(instance.podUid()).map(PodSight::deleted).orElse(true),
                "1: counts as stopped what was never deleted");
        holds(instance.evidence().filter(e -> switch (e.kind()) {
            case StopProof, NeverBound -> true;
            default -> state.declared().accepts(e.kind());
        }).isPresent(), "1: evidence that the group does not accept");
    }

    private void gate(PodSight pod, String node, long epoch) {
        var claim = before.held();
        holds(claim.filter(c -> c.node().equals(node) && c.epoch() == epoch).isPresent(), "2: opens without a claim");
        holds(quorum.yes(), "2: opens without quorum");
        holds(before.instance(pod.uid()).filter(i -> !i.settled() && before.rightful(i)).isPresent(),
                "1: opens what is not admitted");
        holds(before.unsettled().stream().allMatch(before::rightful)
                && before.unsettled(pod.resource()).size() == 1 && state.pods().stream().noneMatch(this::stranger),
                "1: opens beside what may run");
        holds(state.standing(node) == Standing.ONLINE && !state.node(node).cordoned(),
                "opens for an owner that does not serve");
        holds(state.node(node).record().flatMap(r -> r.allocationOf(state.declared().uid()))
                .filter(a -> a.epoch() == epoch).isPresent(), "opens before its room is allotted");
        holds(pod.heldNow() && pod.otherGates().isEmpty(), "opens what is not held, or waits for others");
    }

    private void delete(PodSight pod) {
        var wanted = before.instance(pod.uid()).filter(i -> !i.settled() && before.rightful(i)).isPresent();
        holds(!wanted || pod.terminal(), "deletes " + pod.uid() + ", which is where it belongs");
        holds(!pod.deleted(), "deletes twice");
        holds(before.instance(pod.uid()).isPresent() || pod.gate(), "deletes a stranger");
    }

    /** Nothing is let go without its end in the record, but what a deleted group leaves running. */
    private void stopped(PodSight pod) {
        var settled = before.instance(pod.uid()).filter(Instance::settled).isPresent();
        holds(settled && pod.deleted() || state.declared().deleting() && !pod.deleted(),
                "1: lets go what is not proven stopped");
    }

    /** Of what never was the group's, the kubelet has to have said that all of it is over. */
    private void taken(PodSight pod) {
        if (before.instance(pod.uid()).isPresent()) {
            stopped(pod);
            return;
        }
        holds(pod.deleted() && pod.terminal() && pod.phaseByKubelet() && pod.containers().stream()
                .noneMatch(c -> c.state() == ContainerSight.State.RUNNING), "1: takes away what is not proven stopped");
    }

    static void holds(boolean rule, String broken) {
        if (!rule) {
            throw new AssertionError(broken);
        }
    }
}
