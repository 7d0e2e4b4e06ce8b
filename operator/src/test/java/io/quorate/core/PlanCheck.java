package io.quorate.core;

import io.quorate.core.PlainRules.OwnerIs;
import io.quorate.core.SmallWorld.InstanceIs;
import java.util.stream.Collectors;

/** What no plan may do in a small world, whatever its rules say, where it is known what really runs. */
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
        Invariants.check(state, plan);
        plan.steps().forEach(this::check);
        var suspended = plan.report().condition("Suspended").answer() == Report.Answer.TRUE;
        holds(!suspended || world.running.isEmpty(), "4: suspended means stopped");
        var exclusive = plan.report().condition("Exclusive").answer() == Report.Answer.TRUE;
        var rightful = before.unsettled().stream().filter(before::rightful).map(Instance::podUid)
                .collect(Collectors.toSet());
        holds(!exclusive || rightful.containsAll(world.running), "1: exclusive means that nothing else runs");
    }

    /** What only who knows what really runs, and what else there is in so small a world, can say. */
    private void check(Step step) {
        switch (step) {
            case Step.WriteRecord(var next, var _) -> record(next);
            case Step.OpenGate(var _, var node, var _, var _) -> {
                holds(world.running.isEmpty(), "1: opens while something runs");
                holds(world.start.owners().get(world.names.indexOf(node)) == OwnerIs.UP,
                        "opens for an owner that is not up");
            }
            case Step.ForceDeletePod(var pod, var _) -> stopped(pod);
            case Step.LetPodGo(var pod, var _) -> stopped(pod);
            case Step.AskFence(var node, var machine, var covers, var _, var _) -> {
                holds(state.node(node).record().filter(r -> r.fencedBoot().equals(machine.bootId())).isPresent(),
                        "a fence that was not noted first");
                holds(state.node(node).fences().stream().noneMatch(f -> f.covers().containsAll(covers)),
                        "asked for twice");
            }
            case Step.ShowEpoch(var _, var _) -> holds(false, "every epoch is shown");
            case Step.LetRecordGo(var _) -> holds(false, "the group is not being deleted");
            case Step.WriteNodeRecord _,Step.HoldPod _,Step.StampPod _,Step.DeletePod _ -> {
                // Invariants says all there is to say.
            }
        }
    }

    private void record(GroupRecord next) {
        holds(next.epoch() == before.epoch() || next.epoch() == before.epoch() + 1, "3: epochs grow by one");
        for (var old : before.unsettled()) {
            holds(next.instance(old.podUid()).filter(Instance::settled).isEmpty()
                    || !world.running.contains(old.podUid()), "1: " + old.podUid() + " runs and counts as stopped");
        }
        if (next.epoch() > before.epoch()) {
            holds(before.unsettled().isEmpty(), "1: a claim beside an unsettled instance");
            var to = next.held().map(Claim::node).map(world.names::indexOf).orElse(-1);
            holds(PlainRules.successor(world.start.owners()).filter(i -> i.equals(to)).isPresent(),
                    "not the next in order");
            holds(state.node(world.names.get(to)).record().flatMap(r -> r.allocationOf("group-uid"))
                    .filter(a -> a.epoch() == next.epoch()).isPresent(), "a claim before its room is allotted");
        }
    }

    private void stopped(PodSight pod) {
        holds(!world.running.contains(pod.uid()), "1: lets go what runs");
    }

    private static void holds(boolean rule, String broken) { Invariants.holds(rule, broken); }

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
