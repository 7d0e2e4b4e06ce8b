package io.quorate.core;

import io.quorate.core.Report.Doubt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a person is needed, and for what; the gravest first. */
final class Stall {

    static final String INVALID_EXPRESSION = "InvalidExpression";
    private static final String WHAT = "Stalled";

    private Stall() {}

    static Optional<Refusal> of(Situation s, List<Doubt> doubts) {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return refuse("RecordUnreadable", why);
        }
        if (s.contradictory()) {
            return refuse("Contradiction",
                    "several instances may be running and nothing says which is right: "
                            + Remedies.names(s.record().unsettled()) + "; stop all but one: kubectl -n "
                            + s.declared().namespace() + " delete pod NAME");
        }
        if (!s.declared().deleting() && misplaced(s)) {
            return refuse("Contradiction",
                    Remedies.names(s.record().unsettled().stream().filter(Instance::found).toList())
                            + " never passed the gate and may run where the group may not; delete: kubectl -n "
                            + s.declared().namespace() + " delete pod NAME");
        }
        if (!s.declared().deleting()) {
            var problems = s.state().workloads().values().stream()
                    .flatMap(w -> w instanceof Workload.Invalid(List<String> all) ? all.stream() : null).sorted()
                    .toList();
            if (!problems.isEmpty()) {
                return refuse("InvalidWorkload", String.join("; ", problems));
            }
        }
        return expression(s).or(() -> pending(s)).or(() -> fence(s, doubts)).or(() -> avoided(s)).or(() -> window(s))
                .or(() -> constraints(s));
    }

    private static Optional<Refusal> expression(Situation s) {
        return s.declared().deleting()
                ? Optional.empty()
                : s.state().surroundings().wrong().flatMap(why -> refuse(INVALID_EXPRESSION, why));
    }

    /** The group does not run, and could not be started before its list of owners is put right. */
    private static Optional<Refusal> pending(Situation s) {
        var runs = s.record().held().map(Claim::node).filter(n -> !s.lost(n)).isPresent()
                && s.declared().workloads().stream().allMatch(r -> s.record().unsettled(r.name()).stream()
                        .anyMatch(i -> s.pod(i).filter(p -> !p.gate() && !p.deleted()).isPresent()));
        return runs || !s.quorum().yes() ? Optional.empty() : Hindrances.refusal(s).filter(OwnerChange::keeps);
    }

    /** Found where the group cannot adopt it: not on an owner, or not alone. */
    private static boolean misplaced(Situation s) {
        var unsettled = s.record().unsettled();
        return unsettled.stream().filter(Instance::found).filter(i -> s.pod(i).filter(p -> !p.deleted()).isPresent())
                .anyMatch(i -> !i.node().isEmpty() && !s.list().contains(i.node())
                        || unsettled.stream().anyMatch(o -> !o.equals(i) && (!o.found() || !o.node().equals(i.node())
                                || o.resource().equals(i.resource())))
                        || s.pod(i).filter(PodSight::terminal).isPresent());
    }

    private static Optional<Refusal> fence(Situation s, List<Doubt> doubts) {
        var lost = doubts.stream().map(Doubt::instance)
                .filter(i -> s.pod(i).isEmpty() || s.lost(i.node()) || s.replaced(i)
                        || Fencing.overdue(s, i))
                .filter(i -> s.replaced(i) || unknown(s, i) || s.node(i.node()).filter(n -> helped(s, i, n)).isEmpty())
                .toList();
        var waits = s.declared().run() == Declaration.Run.PAUSED || !s.quorum().yes();
        return lost.isEmpty() || waits && !s.declared().deleting()
                ? Optional.empty()
                : refuse("FenceNeeded", Remedies.doubted(s, doubts) + " " + Remedies.remedy(s, lost.getFirst()));
    }

    /** Found where no machine was known any more: none can be fenced. */
    private static boolean unknown(Situation s, Instance instance) {
        return instance.machine().bootId().isEmpty()
                && s.node(instance.node()).filter(NodeSight::exists).isEmpty();
    }

    /** Whether proof is under way without a person. */
    private static boolean helped(Situation s, Instance instance, NodeSight node) {
        var failed = node.fences().stream().filter(f -> f.covers().contains(instance.podUid()))
                .anyMatch(f -> f.state() == FenceSight.State.FAILED || f.state() == FenceSight.State.CONTRADICTED);
        return s.declaredOff(node) || s.lost(node.name()) && s.provable(node) && !failed
                || node.fenceable() && s.declared().accepts(Evidence.Kind.NodeFenced) && !failed
                        && Fencing.needed(s, instance);
    }

    private static Optional<Refusal> constraints(Situation s) {
        return s.declared().deleting()
                ? Optional.empty()
                : Unsatisfiable.why(s.state()).flatMap(why -> refuse("Contradiction", why));
    }

    /** The group would never go back, and nobody would know. */
    private static Optional<Refusal> window(Situation s) {
        return s.declared().failback().automatic()
                ? s.state().surroundings().window().flatMap(Surroundings.CalendarWindow::problem)
                        .flatMap(why -> refuse("InvalidWindow", why))
                : Optional.empty();
    }

    private static Optional<Refusal> avoided(Situation s) {
        var there = s.owners().stream().filter(o -> s.online(o.node())).toList();
        var all = s.quorum().yes() && s.record().held().isEmpty() && !there.isEmpty()
                && there.stream().allMatch(o -> o.reason().equals("Avoided"));
        return all
                ? refuse("AllOwnersAvoided",
                        there.stream().map(o -> o.node() + ": " + o.message()).collect(Collectors.joining("; "))
                                + "; look at the pod's log and events, mend what fails there, then name a node in a"
                                + " Relocation (spec.to) to start there at once")
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(String reason, String message) {
        return Optional.of(Refusal.of(WHAT, reason, message));
    }
}
