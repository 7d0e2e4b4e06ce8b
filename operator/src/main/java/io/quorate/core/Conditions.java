package io.quorate.core;

import io.quorate.core.Report.Answer;
import io.quorate.core.Report.Condition;
import io.quorate.core.Report.Doubt;
import io.quorate.core.Report.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The conditions of a group: each says what is, why, and, where a person is needed, what would help. */
final class Conditions {

    private final Situation s;
    private final List<Doubt> doubts;
    private final Optional<Shown> shown;

    private Conditions(Situation s, List<Doubt> doubts, Optional<Shown> shown) {
        this.s = s;
        this.doubts = doubts;
        this.shown = shown;
    }

    static List<Condition> of(Situation s, List<Doubt> doubts, Optional<Shown> shown) {
        return new Conditions(s, doubts, shown).all();
    }

    private List<Condition> all() {
        var rest = new ArrayList<>(List.of(quorate(), active(), exclusive(), suspended(), stalled()));
        rest.addFirst(ready(rest));
        return List.copyOf(rest);
    }

    private Condition quorate() {
        var quorum = s.quorum();
        return switch (quorum.verdict()) {
            case YES -> new Condition("Quorate", Answer.TRUE, quorum.rule().title(), quorum.words());
            case NO -> new Condition("Quorate", Answer.FALSE, "VotesMissing", quorum.words());
            case OPEN -> new Condition("Quorate", Answer.UNKNOWN, "VotesUndecided",
                    quorum.words() + "; nothing is started or stopped until that is decided");
        };
    }

    private Condition active() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Active", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (s.declared().deleting()) {
            return no("Active", "Deleting", "the group is being deleted; what runs goes on without it");
        }
        if (!s.unknowns().isEmpty()) {
            return new Condition("Active", Answer.UNKNOWN, "RecordLost",
                    pods(s.unknowns()) + " may be running, and the group's record does not know it");
        }
        var held = s.record().held();
        if (held.isEmpty()) {
            if (s.quorum().no()) {
                return no("Active", "Suspended", "no quorum: " + s.quorum().words());
            }
            if (!doubts.isEmpty()) {
                return no("Active", "EvidenceMissing", doubted());
            }
            return idle();
        }
        var node = held.get().node();
        if (s.node(node).map(n -> n.standing(s.state().grace()))
                .filter(t -> t == Standing.SILENT || t == Standing.NO_NODE).isPresent()) {
            return new Condition("Active", Answer.UNKNOWN, "NodeSilent", "nothing is heard of " + node
                    + (s.node(node).filter(s::declaredOff).isPresent() && s.successor().isEmpty()
                            ? "; " + nobody()
                            : ""));
        }
        return switch (shown.map(Shown::state).orElse("None")) {
            case "Ready" ->
                new Condition("Active", Answer.TRUE, "InstancesReady", shown.get().pod() + " is ready on " + node);
            case "Starting" -> no("Active", "Starting", shown.get().pod() + " starts on " + node + trouble());
            case "InDoubt" -> no("Active", "EvidenceMissing", doubted());
            case "Stopping" -> no("Active", "Stopping", shown.get().pod() + " on " + node + " is being stopped");
            default -> idle();
        };
    }

    private String trouble() {
        return shown.map(Shown::message).filter(m -> !m.isEmpty()).map(m -> ": " + m).orElse("");
    }

    private Condition idle() {
        if (s.state().workload() instanceof Workload.Invalid(List<String> problems)) {
            return no("Active", "InvalidWorkload", String.join("; ", problems));
        }
        var gated = s.candidates().stream().findFirst();
        if (!s.strangers().isEmpty()) {
            return no("Active", "NotGated",
                    "nothing is started beside " + pods(s.strangers()) + ", which never passed the gate");
        }
        if (gated.isEmpty() && s.state().workload() instanceof Workload.Valid(String kind, String name)) {
            return no("Active", "Waiting", "waits for the next pod of " + kind + " " + name);
        }
        if (gated.isEmpty()) {
            return no("Active", "NoWorkload",
                    "no pod waits at the gate: label the pod template of one StatefulSet or Deployment quorate.io/group: "
                            + s.declared().name());
        }
        if (s.candidates().size() > 1) {
            return no("Active", "SeveralPods",
                    s.candidates().stream().map(PodSight::name).sorted().collect(Collectors.joining(", "))
                            + " wait at the gate, and only one may pass: bring the workload down to one replica");
        }
        var others = gated.get().otherGates();
        if (!others.isEmpty()) {
            return no("Active", "OtherGates",
                    gated.get().name() + " has other scheduling gates: " + String.join(", ", others)
                            + "; it is let through when they are gone");
        }
        if (!s.quorum().yes()) {
            return no("Active", "Waiting", "waits for quorum: " + s.quorum().words());
        }
        return s.successor().isPresent() || s.record().held().isPresent()
                ? no("Active", "Starting", gated.get().name() + " is being let through")
                : no("Active", "NoEligibleOwner", nobody());
    }

    private String nobody() {
        return "no owner can take over: "
                + s.owners().stream().map(o -> o.node() + " (" + o.reason() + ")").collect(Collectors.joining(", "));
    }

    private Condition exclusive() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Exclusive", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (!s.unknowns().isEmpty() && !s.declared().deleting()) {
            return no("Exclusive", "EvidenceMissing",
                    pods(s.unknowns()) + " may be running, and the group's record does not know it");
        }
        if (!s.strangers().isEmpty()) {
            var pod = s.strangers().getFirst();
            return no("Exclusive", "NotGated", "pod " + pod.name() + pod.node().map(n -> " on " + n).orElse("")
                    + " never passed the gate and may run; it is adopted where it runs once it is alone on an online owner, else delete it");
        }
        if (s.record().unsettled().size() > 1) {
            return no("Exclusive", "EvidenceMissing", names(s.record().unsettled()) + " may be running");
        }
        return doubts.isEmpty()
                ? new Condition("Exclusive", Answer.TRUE, "NoOtherInstance", "nothing else can be running")
                : no("Exclusive", "EvidenceMissing", doubted());
    }

    private Condition suspended() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Suspended", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (!s.quorum().no()) {
            return no("Suspended", s.quorum().yes() ? "Quorate" : "VotesUndecided", "");
        }
        if (s.declared().onLoss() == Declaration.OnLoss.FREEZE && s.record().held().isPresent()) {
            return no("Suspended", "Frozen", "onLoss is Freeze: what runs is left alone, nothing is started or moved");
        }
        if (s.record().unsettled().isEmpty() && s.strangers().isEmpty() && s.unknowns().isEmpty()) {
            return new Condition("Suspended", Answer.TRUE, "VotesMissing",
                    "stopped, proven; resumes by itself when quorum is back");
        }
        return no("Suspended", "StopNotProven",
                names(s.record().unsettled()) + " may be running; the stop is not proven yet");
    }

    private Condition stalled() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return yes("RecordUnreadable", why);
        }
        if (s.contradictory()) {
            return yes("Contradiction",
                    "several instances may be running and nothing says which is right: " + names(s.record().unsettled())
                            + "; stop all but one: kubectl -n " + s.declared().namespace() + " delete pod NAME");
        }
        if (!s.declared().deleting() && !s.strangers().isEmpty() && !s.strangers().stream().allMatch(this::adoptable)) {
            return yes("Contradiction",
                    pods(s.strangers())
                            + " never passed the gate and may run where the group may not; delete: kubectl -n "
                            + s.declared().namespace() + " delete pod NAME");
        }
        if (!s.declared().deleting() && s.state().workload() instanceof Workload.Invalid(List<String> problems)) {
            return yes("InvalidWorkload", String.join("; ", problems));
        }
        var lost = doubts.stream().map(Doubt::instance).filter(i -> gone(i) || !answers(i.node()) || s.replaced(i))
                .filter(i -> s.node(i.node()).filter(s::declaredOff).isEmpty() || s.replaced(i)).toList();
        if (!lost.isEmpty() && (s.quorum().yes() || s.declared().deleting())) {
            return yes("FenceNeeded", doubted() + " " + remedy(lost.getFirst()));
        }
        var avoided = s.owners().stream().filter(o -> o.reason().equals("Avoided")).toList();
        if (s.quorum().yes() && !avoided.isEmpty() && s.record().held().isEmpty() && s.successor().isEmpty()) {
            return yes("AllOwnersAvoided",
                    avoided.stream().map(o -> o.node() + ": " + o.message()).collect(Collectors.joining("; ")));
        }
        return no("Stalled", "NoPersonNeeded", "");
    }

    private boolean adoptable(PodSight stranger) {
        return stranger.deleted()
                || !stranger.terminal() && s.strangers().size() == 1 && s.record().unsettled().isEmpty()
                        && stranger.node().map(s.declared().nodes()::contains).orElse(true);
    }

    private boolean gone(Instance instance) { return s.pod(instance).isEmpty(); }

    private boolean answers(String node) {
        return s.node(node).map(n -> !n.silent(s.state().grace()) && n.exists()).orElse(false);
    }

    private String remedy(Instance instance) {
        var node = instance.node();
        if (!s.declared().accepts(Evidence.Kind.OutOfService)) {
            return "The group accepts no evidence but the kubelet's own: bring " + node
                    + " back, or accept OutOfService.";
        }
        var seen = s.node(node);
        if (!seen.map(NodeSight::exists).orElse(false)) {
            return "There is no Node object " + node
                    + " any more: bring that machine back under its name; its kubelet then tells"
                    + " that the pod has stopped.";
        }
        if (s.replaced(instance)) {
            return "Another machine has the name " + node
                    + " now, and speaks for itself only. Make sure that the one with system uuid "
                    + instance.machine().systemUuid() + " is off, and take the entry of " + instance.pod()
                    + " out of the group's record.";
        }
        if (seen.map(n -> n.outOfService() == OutOfService.CONTRADICTED).orElse(false)) {
            return "The out-of-service taint is not believed: " + node
                    + " renewed its Lease under it. Switch the machine off, remove the taint, set it again.";
        }
        var why = gone(instance) ? "Its object is gone without proof (finalizer removed?). " : "";
        return why + "Switch " + node + " off, make sure that it is off, then: kubectl taint node " + node
                + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute";
    }

    private String doubted() {
        return doubts.stream().map(Doubt::instance).map(i -> i.pod()
                + (i.node().isEmpty() ? " may still be started" : " may still run on " + i.node())
                + (s.replaced(i)
                        ? " (another machine now)"
                        : s.node(i.node()).map(n -> " (" + n.standing(s.state().grace()).words() + ")").orElse("")))
                .collect(Collectors.joining(", ")) + ".";
    }

    private static String pods(List<PodSight> pods) {
        return pods.stream().map(p -> p.name() + p.node().map(n -> " on " + n).orElse("")).sorted()
                .collect(Collectors.joining(", "));
    }

    private static String names(List<Instance> instances) {
        return instances.isEmpty()
                ? "a pod that never passed the gate"
                : instances.stream().map(i -> i.pod() + " on " + i.node()).collect(Collectors.joining(", "));
    }

    /** The summary: the first thing that keeps the group from being ready, the gravest first. */
    private Condition ready(List<Condition> rest) {
        var stalled = rest.getLast();
        var quorate = rest.getFirst();
        var active = rest.get(1);
        var exclusive = rest.get(2);
        if (stalled.answer() == Answer.TRUE) {
            return no("Ready", stalled.reason(), stalled.message());
        }
        if (quorate.answer() == Answer.FALSE) {
            return no("Ready", quorate.reason(), quorate.message());
        }
        if (active.answer() != Answer.TRUE) {
            return new Condition("Ready", Answer.FALSE, active.reason(), active.message());
        }
        if (exclusive.answer() != Answer.TRUE) {
            return no("Ready", exclusive.reason(), exclusive.message());
        }
        return new Condition("Ready", Answer.TRUE, "Active",
                "active on " + s.record().held().map(Claim::node).orElse("") + " under epoch " + s.record().epoch());
    }

    private static Condition no(String type, String reason, String message) {
        return new Condition(type, Answer.FALSE, reason, message);
    }

    private static Condition yes(String reason, String message) {
        return new Condition("Stalled", Answer.TRUE, reason, message);
    }
}
