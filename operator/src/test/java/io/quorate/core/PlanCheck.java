package io.quorate.core;

import io.quorate.core.PlainRules.OwnerIs;
import io.quorate.core.SmallWorld.InstanceIs;
import java.util.Set;
import java.util.stream.Collectors;

/** What no plan may do in a small world, whatever its rules say: the invariants of the core, step by step. */
final class PlanCheck {

    private final SmallWorld world;
    private final GroupState state;
    private final GroupRecord before;
    private final Quorum.Verdict verdict;

    PlanCheck(SmallWorld world, GroupState state) {
        this.world = world;
        this.state = state;
        this.before = ((Recorded.Present) state.recorded()).record();
        this.verdict = PlainRules.verdict(world.start.policy(), world.start.owners());
    }

    void check(Plan plan) {
        holds(plan.report().quorum().verdict() == verdict, "quorum is " + verdict);
        plan.steps().forEach(this::check);
        var suspended = plan.report().condition("Suspended").answer() == Report.Answer.TRUE;
        holds(!suspended || verdict == Quorum.Verdict.NO && world.running.isEmpty(), "4: suspended means stopped");
        var exclusive = plan.report().condition("Exclusive").answer() == Report.Answer.TRUE;
        var rightful = before.unsettled().stream().filter(before::rightful).map(Instance::podUid)
                .collect(Collectors.toSet());
        holds(!exclusive || rightful.containsAll(world.running), "1: exclusive means that nothing else runs");
    }

    private void check(Step step) {
        switch (step) {
            case Step.WriteRecord(var next, var _) -> record(next);
            case Step.WriteNodeRecord(var next, var _) ->
                holds(world.names.contains(next.node()), "5: only records of owners are written");
            case Step.HoldPod(var pod, var _) -> holds(!pod.deleted(), "a deleted pod takes no finalizer");
            case Step.OpenGate(var pod, var node, var epoch, var _) -> gate(pod, node, epoch);
            case Step.StampPod(var pod, var epoch, var _) -> holds(before.instance(pod.uid())
                    .filter(i -> before.rightful(i) && i.epoch() == epoch).isPresent(), "2: a stamp without a claim");
            case Step.DeletePod(var pod, var _) -> delete(pod);
            case Step.ForceDeletePod(var pod, var _) -> stopped(pod);
            case Step.LetPodGo(var pod, var _) -> stopped(pod);
            case Step.AskFence(var node, var machine, var covers, var _, var _) -> fence(node, machine, covers);
            case Step.ShowEpoch(var _, var _) -> holds(false, "every epoch is shown");
            case Step.LetRecordGo(var _) -> holds(false, "the group is not being deleted");
        }
    }

    private void record(GroupRecord next) {
        holds(next.epoch() == before.epoch() || next.epoch() == before.epoch() + 1, "3: epochs grow by one");
        holds(next.epoch() == before.epoch() || claimed(next), "3: an epoch belongs to a claim");
        for (var old : before.instances()) {
            var now = next.instance(old.podUid());
            holds(now.isPresent() || old.settled() && state.pod(old.podUid()).isEmpty(),
                    "1: the record forgets " + old.podUid());
            if (now.filter(Instance::settled).isPresent() && !old.settled()) {
                holds(!world.running.contains(old.podUid()), "1: " + old.podUid() + " runs and counts as stopped");
                holds(now.get().evidence().filter(e -> state.declared().accepts(e.kind())).isPresent(),
                        "1: evidence that the group does not accept");
            }
        }
        for (var added : next.unsettled()) {
            if (before.instance(added.podUid()).isEmpty()) {
                holds(next.rightful(added) && verdict == Quorum.Verdict.YES, "2: admitted without claim or quorum");
                holds(next.unsettled().size() == 1, "1: admitted beside another instance");
                holds(state.pod(added.podUid()).filter(p -> p.gate() && p.held()).isPresent(), "admitted and not held");
            }
        }
    }

    private boolean claimed(GroupRecord next) {
        holds(verdict == Quorum.Verdict.YES, "2: a claim without quorum");
        holds(before.unsettled().isEmpty(), "1: a claim beside an unsettled instance");
        holds(before.held().isEmpty(), "1: a claim over a held one");
        var to = next.held().map(Claim::node).map(world.names::indexOf).orElse(-1);
        holds(PlainRules.successor(world.start.owners()).filter(i -> i.equals(to)).isPresent(),
                "not the next in order");
        holds(state.node(world.names.get(to)).record().flatMap(r -> r.allocationOf("group-uid"))
                .filter(a -> a.epoch() == next.epoch()).isPresent(), "a claim before its room is allotted");
        return true;
    }

    private void gate(PodSight pod, String node, long epoch) {
        var claim = before.held();
        holds(claim.filter(c -> c.node().equals(node) && c.epoch() == epoch).isPresent(), "2: opens without a claim");
        holds(verdict == Quorum.Verdict.YES, "2: opens without quorum");
        holds(before.instance(pod.uid()).filter(i -> !i.settled() && before.rightful(i)).isPresent(),
                "1: opens what is not admitted");
        holds(before.unsettled().size() == 1 && world.running.isEmpty(), "1: opens beside another instance");
        holds(world.start.owners().get(world.names.indexOf(node)) == OwnerIs.UP, "opens for an owner that is not up");
        holds(pod.held(), "opens what is not held");
    }

    private void delete(PodSight pod) {
        var wanted = before.instance(pod.uid()).filter(i -> !i.settled() && before.rightful(i)).isPresent();
        holds(!wanted || pod.terminal(), "deletes " + pod.uid() + ", which is where it belongs");
        holds(!pod.deleted(), "deletes twice");
        holds(before.instance(pod.uid()).isPresent() || pod.gate(), "deletes a stranger");
    }

    /** Nothing is let go without its end in the record. */
    private void stopped(PodSight pod) {
        holds(before.instance(pod.uid()).filter(Instance::settled).isPresent(),
                "1: lets go what is not proven stopped");
        holds(!world.running.contains(pod.uid()), "1: lets go what runs");
    }

    private void fence(String node, Machine machine, Set<String> covers) {
        var sight = state.node(node);
        holds(sight.fenceable() && sight.machine().equals(machine), "fences another machine or boot");
        holds(sight.record().filter(r -> r.fencedBoot().equals(machine.bootId())).isPresent(),
                "a fence that was not noted first");
        holds(covers.stream().allMatch(u -> state.pod(u).map(PodSight::deleted).orElse(true)),
                "a fence covers what was not deleted before");
        holds(sight.fences().stream().noneMatch(f -> f.covers().containsAll(covers)), "asked for twice");
    }

    static void holds(boolean rule, String broken) {
        if (!rule) {
            throw new AssertionError(broken);
        }
    }

    /** How a story may end. */
    void atRest(Plan plan) {
        var spots = world.start.spots();
        var contradictory = before.claim().isEmpty() && before.unsettled().size() > 1;
        holds(!contradictory || plan.report().condition("Stalled").answer() == Report.Answer.TRUE,
                "a contradiction asks for a person");
        var active = before.held().isPresent()
                && plan.report().condition("Active").answer() == Report.Answer.TRUE;
        holds(active || !plan.report().condition("Active").message().isEmpty(), "not active, and no reason is given");
        var waits = state.pods().stream()
                .anyMatch(p -> p.gate() && !p.deleted() && before.instance(p.uid()).isPresent());
        holds(!waits || contradictory || !plan.refusals().isEmpty(), "a pod waits at the gate, and nothing says why");
        var at = before.held().map(c -> spots.get(world.names.indexOf(c.node())));
        var undecided = at.filter(o -> o.owner() == OwnerIs.UNKNOWN).isPresent();
        var settles = spots.stream().allMatch(SmallWorld.Spot::settles);
        if (contradictory || undecided) {
            return;
        }
        if (verdict == Quorum.Verdict.YES && settles && PlainRules.successor(world.start.owners()).isPresent()) {
            if (before.held().isEmpty() && plan.report().condition("Active").reason().equals("Settling")) {
                holds(spots.stream().takeWhile(o -> o.owner() != OwnerIs.UP).anyMatch(
                        o -> o.owner() == OwnerIs.UNKNOWN), "6: no earlier owner to wait for, and not active");
                return;
            }
            holds(active && world.running.size() == 1, "6: quorum, evidence and an owner, and not active");
            holds(at.filter(o -> o.owner() != OwnerIs.CORDONED || o.instance() == InstanceIs.RUNNING).isPresent(),
                    "a cordoned owner became active");
        }
        if (verdict == Quorum.Verdict.NO && world.start.policy().onLoss() == QuorumPolicy.OnLoss.SUSPEND && settles) {
            holds(plan.report().condition("Suspended").answer() == Report.Answer.TRUE, "4: no quorum, not suspended");
        }
    }
}
