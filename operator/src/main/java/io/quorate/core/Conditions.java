package io.quorate.core;

import io.quorate.core.Report.Answer;
import io.quorate.core.Report.Condition;
import io.quorate.core.Report.Doubt;
import io.quorate.core.Report.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of a group: each says what is, why, and, where a person is needed, what would help. */
final class Conditions {

    private static final String DELETING = "the group is being deleted; what runs goes on without it";

    private final Situation s;
    private final List<Doubt> doubts;
    private final List<Shown> shown;

    private Conditions(Situation s, List<Doubt> doubts, List<Shown> shown) {
        this.s = s;
        this.doubts = doubts;
        this.shown = shown;
    }

    static List<Condition> of(Situation s, List<Doubt> doubts, List<Shown> shown) {
        return new Conditions(s, doubts, shown).all();
    }

    private List<Condition> all() {
        var rest = new ArrayList<>(List.of(quorate(), active(), exclusive(), suspended(), stalled()));
        rest.addFirst(ready(rest));
        rest.add(TakeOver.condition(s));
        return List.copyOf(rest);
    }

    private Condition quorate() {
        var quorum = s.quorum();
        var pending = OwnerChange.refusal(s).map(r -> "; " + r.message()).orElse("");
        return switch (quorum.verdict()) {
            case YES -> new Condition("Quorate", Answer.TRUE, quorum.rule().title(), quorum.words() + pending);
            case NO -> new Condition("Quorate", Answer.FALSE, "VotesMissing", quorum.words());
            case OPEN -> new Condition("Quorate", Answer.UNKNOWN, undecided(),
                    quorum.words() + "; nothing is started or stopped until that is decided");
        };
    }

    /** Whether it is the operator that does not see, the rule that cannot be applied, or the nodes that falter. */
    private String undecided() {
        if (s.state().surroundings().wrong().isPresent()) {
            return Stall.INVALID_EXPRESSION;
        }
        return s.list().stream().anyMatch(n -> s.state().standing(n).unseen()) ? "OperatorBlind" : "VotesUndecided";
    }

    private Condition active() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Active", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (s.declared().deleting()) {
            return no("Active", "Deleting", DELETING);
        }
        if (!s.unknowns().isEmpty()) {
            return new Condition("Active", Answer.UNKNOWN, "RecordLost",
                    Remedies.pods(s.unknowns()) + " may be running, and the group's record does not know it");
        }
        var held = s.record().held();
        if (held.isEmpty()) {
            return inactive();
        }
        if (s.lost(held.get().node())) {
            var answer = s.record().unsettled().isEmpty() ? Answer.FALSE : Answer.UNKNOWN;
            return new Condition("Active", answer, "NodeSilent", "nothing is heard of " + held.get().node()
                    + paused("; ")
                    + (s.node(held.get().node()).filter(s::provable).isPresent() && s.successor().isEmpty()
                            ? "; " + Hindrances.nobody(s)
                            : ""));
        }
        return gravest().map(this::underWay).orElseGet(() -> new Condition("Active", Answer.TRUE, "InstancesReady",
                shown.stream().filter(r -> !r.pod().isEmpty()).map(Shown::pod).collect(Collectors.joining(", "))
                        + (shown.size() > 1 ? " are ready on " : " is ready on ") + held.get().node()
                        + Failback.waits(s).map(r -> "; " + r.what() + ": " + r.message()).orElse("")));
    }

    private Condition inactive() {
        if (s.declared().run() == Declaration.Run.STOPPED && s.record().unsettled().isEmpty()) {
            return no("Active", "Stopped", "spec.run is Stopped; set Always to start it");
        }
        if (s.quorum().no()) {
            return no("Active", "Suspended", "no quorum: " + s.quorum().words());
        }
        return doubts.isEmpty() || s.record().unsettled().stream().allMatch(Instance::found)
                ? idle()
                : stopping()
                        .orElseGet(() -> no("Active", "EvidenceMissing", Remedies.doubted(s, doubts) + paused(" ")));
    }

    /** All that is in doubt is being stopped, in time, by kubelets that answer. */
    private Optional<Condition> stopping() {
        var orderly = !s.contradictory()
                && doubts.stream().map(Doubt::instance).allMatch(i -> s.pod(i).isPresent() && s.online(i.node())
                        && !s.replaced(i) && !i.found() && !Fencing.overdue(s, i));
        return orderly && s.declared().run() != Declaration.Run.PAUSED
                ? Optional.of(no("Active", "Stopping", Remedies.names(doubts.stream().map(Doubt::instance).toList())
                        + (doubts.size() > 1 ? " are" : " is") + " being stopped"))
                : Optional.empty();
    }

    /** Why nothing is done about it. */
    private String paused(String before) {
        return s.declared().run() == Declaration.Run.PAUSED ? before + Hindrances.PAUSED : "";
    }

    /** The first resource that is not ready; a resource of which nothing is there counts as waiting. */
    private Optional<Shown> gravest() {
        return s.declared().resources().stream().map(r -> shown.stream().filter(x -> x.resource().equals(r.name()))
                .findFirst().orElse(new Shown(r.name(), "None", "", "", "", "")))
                .filter(x -> !x.state().equals("Ready")).findFirst();
    }

    private Condition underWay(Shown resource) {
        var node = s.record().held().map(Claim::node).orElse("");
        return switch (resource.state()) {
            case "Starting" -> notOpened(resource) && Hindrances.refusal(s).isPresent()
                    ? idle()
                    : obstacle(resource).orElseGet(() -> unready(resource, node));
            case "InDoubt" -> no("Active", "EvidenceMissing", Remedies.doubted(s, doubts));
            case "Stopping" -> no("Active", "Stopping", resource.pod() + " on "
                    + s.record().instance(resource.podUid()).map(Instance::node).orElse(node) + " is being stopped");
            default -> idle();
        };
    }

    /** On its way, or ready once and not any more. */
    private Condition unready(Shown resource, String node) {
        var started = s.record().instance(resource.podUid()).flatMap(Instance::readyAt).isPresent();
        var why = resource.message().isEmpty() ? "" : ": " + resource.message();
        return started
                ? no("Active", "InstanceNotReady", resource.pod() + " on " + node + " is not ready" + why + lame(node))
                : no("Active", "Starting", resource.pod() + " starts on " + node + why + lame(node));
    }

    /** A node that is not Ready and is heard of is left only where a fence can prove the stop. */
    private String lame(String node) {
        var sight = s.state().node(node);
        if (sight.standing(s.state().grace()) != Standing.NOT_READY) {
            return "";
        }
        return "; " + node + " is not Ready" + (sight.fenceable() && s.declared().accepts(Evidence.Kind.NodeFenced)
                ? ""
                : ", and nothing can fence it: look at its kubelet, or switch " + node + " off");
    }

    private boolean notOpened(Shown resource) {
        return s.state().pod(resource.podUid()).filter(PodSight::gate).isPresent();
    }

    private Optional<Condition> obstacle(Shown resource) {
        return s.declared().workloads().stream().filter(r -> r.name().equals(resource.resource()))
                .flatMap(r -> Hindrances.obstacle(s, r).stream()).findFirst()
                .map(r -> no("Active", r.reason(), r.message()));
    }

    /** What keeps the next step from being taken; if nothing does, it is being taken. */
    private Condition idle() {
        var next = s.declared().workloads().stream()
                .filter(r -> s.record().unsettled(r.name()).isEmpty() || Hindrances.obstacle(s, r).isPresent())
                .findFirst();
        var refusal = Hindrances.refusal(s).or(() -> next.flatMap(r -> Hindrances.obstacle(s, r)))
                .or(() -> s.declared().resources().stream().filter(r -> !r.workload() && !Sequence.ready(s, r))
                        .map(r -> Refusal.of("", "WaitsForObject", r.name() + " is not ready: " + shown.stream()
                                .filter(x -> x.resource().equals(r.name())).map(Shown::message).findFirst().orElse("")))
                        .findFirst());
        return refusal.map(r -> no("Active", r.reason(), r.message())).orElseGet(() -> no("Active", "Starting",
                s.candidates().stream().filter(p -> next.filter(r -> r.name().equals(p.resource())).isPresent())
                        .map(PodSight::name).findFirst().orElse("a pod") + " is being let through"));
    }

    private Condition exclusive() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Exclusive", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (!s.unknowns().isEmpty() && !s.declared().deleting()) {
            return no("Exclusive", "EvidenceMissing",
                    Remedies.pods(s.unknowns()) + " may be running, and the group's record does not know it");
        }
        var found = s.record().unsettled().stream().filter(Instance::found).toList();
        if (!found.isEmpty() || !s.strangers().isEmpty()) {
            var names = found.isEmpty() ? Remedies.pods(s.strangers()) : Remedies.names(found);
            var deleted = s.strangers().isEmpty()
                    && found.stream().allMatch(i -> s.pod(i).map(PodSight::deleted).orElse(true));
            if (deleted) {
                return no("Exclusive", "NotGated",
                        names + " never passed the gate; it is deleted, and its stop is not proven yet");
            }
            return no("Exclusive", "NotGated", names
                    + " never passed the gate and may run; it is adopted where it runs once it is alone on an online owner"
                    + (s.declared().run() == Declaration.Run.ALWAYS ? "" : " and spec.run is Always")
                    + ", else delete it");
        }
        if (doubts.isEmpty() && s.declared().deleting()) {
            return new Condition("Exclusive", Answer.UNKNOWN, "Deleting", DELETING);
        }
        return doubts.isEmpty()
                ? new Condition("Exclusive", Answer.TRUE, "NoOtherInstance", "nothing else can be running")
                : no("Exclusive", "EvidenceMissing", Remedies.doubted(s, doubts));
    }

    private Condition suspended() {
        if (s.state().recorded() instanceof Recorded.Unreadable(String why)) {
            return new Condition("Suspended", Answer.UNKNOWN, "RecordUnreadable", why);
        }
        if (s.declared().deleting()) {
            return no("Suspended", "Deleting", DELETING);
        }
        if (!s.quorum().no()) {
            return no("Suspended", s.quorum().yes() ? "Quorate" : undecided(), "");
        }
        if (s.record().unsettled().isEmpty() && s.strangers().isEmpty() && s.unknowns().isEmpty()) {
            return new Condition("Suspended", Answer.TRUE, "VotesMissing",
                    "stopped, proven; resumes by itself when quorum is back");
        }
        if (s.declared().run() == Declaration.Run.PAUSED) {
            return no("Suspended", "Paused",
                    "spec.run is Paused: what runs is left alone, nothing is started or moved");
        }
        if (s.declared().quorum().onLoss() == QuorumPolicy.OnLoss.FREEZE && s.record().held().isPresent()) {
            return no("Suspended", "Frozen", "onLoss is Freeze: what runs is left alone, nothing is started or moved");
        }
        return no("Suspended", "StopNotProven", (s.record().unsettled().isEmpty()
                ? Remedies.pods(Stream.concat(s.strangers().stream(), s.unknowns().stream()).toList())
                : Remedies.names(s.record().unsettled())) + " may be running; the stop is not proven yet");
    }

    private Condition stalled() {
        return Stall.of(s, doubts).map(r -> new Condition("Stalled", Answer.TRUE, r.reason(), r.message()))
                .orElseGet(() -> no("Stalled", "NoPersonNeeded", ""));
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
}
