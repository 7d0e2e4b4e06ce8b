package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to tell about a group: the content of its status, without Kubernetes' shapes. Texts hold no running
 * time, so that an unchanged situation gives an unchanged report and costs no write.
 *
 * @param activeNode node of the held claim
 * @param doubts instances that may still run where they should not, with what would settle them
 */
public record Report(Optional<String> activeNode, long epoch, Quorum quorum, List<Owner> owners,
        Optional<Shown> instance, List<Doubt> doubts, List<Decided> history, List<Condition> conditions) {

    /** The instance of a resource, and its state in one word of the API. */
    public record Shown(String resource, String state, String pod, String podUid, String reason, String message) {}

    /** An instance in doubt. */
    public record Doubt(Instance instance, List<String> accepts) {}

    /** A condition's answer. */
    public enum Answer {
        TRUE, FALSE, UNKNOWN
    }

    /** One condition. */
    public record Condition(String type, Answer answer, String reason, String message) {}

    public Report {
        owners = List.copyOf(owners);
        doubts = List.copyOf(doubts);
        history = List.copyOf(history);
        conditions = List.copyOf(conditions);
    }

    /** The condition of this type. */
    public Condition condition(String type) {
        return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
    }

    static Report of(Situation s) {
        var doubts = doubts(s);
        var shown = shown(s);
        var conditions = Conditions.of(s, doubts, shown);
        return new Report(s.record().held().map(Claim::node), s.record().epoch(), s.quorum(), s.owners(), shown, doubts,
                s.record().history(), conditions);
    }

    private static List<Doubt> doubts(Situation s) {
        var accepts = new ArrayList<String>(List.of(Evidence.Kind.StopProof.name()));
        s.declared().accepts().stream().map(Enum::name).sorted().forEach(accepts::add);
        return s.record().unsettled().stream().filter(i -> inDoubt(s, i)).map(i -> new Doubt(i, List.copyOf(accepts)))
                .toList();
    }

    /** Not doubted is only what has a right to run, has not been told to stop, and whose node answers. */
    private static boolean inDoubt(Situation s, Instance instance) {
        var pod = s.pod(instance);
        var claimed = s.record().held().filter(c -> c.epoch() == instance.epoch() && c.node().equals(instance.node()));
        if (pod.isEmpty()) {
            return true;
        }
        if (pod.get().gate() && !pod.get().deleted()) {
            return false;
        }
        var lost = s.node(instance.node()).map(n -> switch (n.standing(s.state().grace())) {
            case SILENT, NO_NODE -> true;
            case ONLINE, SUSPECT, UNPROVEN, NOT_READY -> false;
        }).orElse(false);
        return lost || claimed.isEmpty() || pod.get().deleted() || s.replaced(instance);
    }

    private static Optional<Shown> shown(Situation s) {
        var unsettled = s.record().unsettled();
        if (unsettled.isEmpty()) {
            return s.candidates().stream().findFirst()
                    .map(p -> new Shown(Planner.RESOURCE, "Waiting", p.name(), p.uid(), "Gated", ""));
        }
        var instance = unsettled.getFirst();
        var pod = s.pod(instance);
        var state = pod.map(p -> word(s, instance, p)).orElse("InDoubt");
        return Optional.of(new Shown(Planner.RESOURCE, state, instance.pod(), instance.podUid(), "",
                pod.map(PodSight::trouble).orElse("")));
    }

    private static String word(Situation s, Instance instance, PodSight pod) {
        if (s.replaced(instance)) {
            return "InDoubt";
        }
        if (pod.deleted()) {
            return s.online(instance.node()) ? "Stopping" : "InDoubt";
        }
        return inDoubt(s, instance) ? "InDoubt" : pod.ready() ? "Ready" : "Starting";
    }
}
