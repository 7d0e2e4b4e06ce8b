package io.quorate.simulation;

import io.quorate.api.v1alpha1.OnLoss;
import io.quorate.api.v1alpha1.RunPolicy;
import io.quorate.core.Plan;
import io.quorate.core.PodSight;
import io.quorate.core.Recorded;
import io.quorate.core.Report;
import io.quorate.core.Report.Answer;
import io.quorate.observe.Observation;
import java.util.Set;

/** Invariant 4: without quorum what runs is being stopped, and it is said to be only when that is proven. */
final class Suspension {

    /** A person is asked which of several is right; until then nothing is touched. */
    private static final Set<String> UNTOUCHED = Set.of("Contradiction", "RecordUnreadable");

    private final World world;

    Suspension(World world) {
        this.world = world;
    }

    private static boolean awaited(Observation seen) {
        return seen.state().recorded() instanceof Recorded.Present(var record, var _) && record.unsettled().stream()
                .anyMatch(i -> seen.state().pod(i.podUid()).map(PodSight::deleted).orElse(true));
    }

    /** What an operator says of a group after a look. */
    void judge(Plan plan, Observation seen, Look look) {
        said(plan.report(), look);
        var spec = seen.group().getSpec();
        if (plan.steps().isEmpty() && plan.report().condition("Quorate").answer() == Answer.FALSE
                && spec.quorum().onLoss() == OnLoss.Suspend && spec.run() != RunPolicy.Paused
                && !Groups.deleting(seen.group()) && !UNTOUCHED.contains(plan.report().condition("Stalled").reason())) {
            stopping(seen, look);
        }
    }

    private void said(Report report, Look look) {
        if (report.condition("Suspended").answer() == Answer.TRUE) {
            var throughout = world.running(look.group());
            throughout.retainAll(look.running());
            // Nobody can know of what was never let through, and whose object is gone.
            throughout.removeIf(u -> !world.strangers.admitted(u)
                    && world.judge.record(look.group()).instance(u).isEmpty());
            Judge.hold(throughout.isEmpty(),
                    () -> "4 (suspended means stopped): " + look.group() + " is said to be suspended while "
                            + throughout + " runs");
        }
    }

    /**
     * Nothing is left to do: all that was let through is deleted by now, or waits for what needs it to stop first, whose
     * object somebody may have taken away.
     */
    private static void stopping(Observation seen, Look look) {
        var through = seen.state().pods().stream().filter(p -> !p.gate() && p.epoch().isPresent()).toList();
        Judge.hold(through.stream().allMatch(PodSight::deleted)
                || seen.group().getSpec().resources() != null && awaited(seen),
                () -> "4 (suspended means stopped): " + look.group() + " has no quorum, and nothing is done to stop "
                        + through.stream().filter(p -> !p.deleted()).map(PodSight::uid).toList());
    }
}
