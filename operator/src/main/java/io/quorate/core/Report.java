package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to tell about a group: the content of its status, without Kubernetes' shapes. Texts hold no running
 * time, so that an unchanged situation gives an unchanged report and costs no write.
 *
 * @param activeNode node of the held claim
 * @param avoided nodes that the group keeps off for now
 * @param resources each part of the group, and its state in one word
 * @param doubts instances that may still run where they should not, with what would settle them
 * @param asked how each relocation stands
 */
public record Report(Optional<String> activeNode, long epoch, Quorum quorum, List<Owner> owners,
        List<Avoidance> avoided, List<Shown> resources, List<Doubt> doubts, List<Asked> asked, List<Decided> history,
        Optional<Recovery> recovery, List<Condition> conditions) {

    /** A resource, its instance if it has one, and its state in one word of the API. */
    public record Shown(String resource, String state, String pod, String podUid, String reason, String message) {}

    /**
     * An instance in doubt.
     *
     * @param fence the NodeFence that covers it
     */
    public record Doubt(Instance instance, List<String> accepts, Optional<String> fence) {}

    /** How a relocation stands. */
    public record Asked(String relocation, Relocations.Phase phase, String message) {}

    /** A condition's answer. */
    public enum Answer {
        TRUE, FALSE, UNKNOWN
    }

    /** One condition. */
    public record Condition(String type, Answer answer, String reason, String message) {}

    public Report {
        owners = List.copyOf(owners);
        avoided = List.copyOf(avoided);
        resources = List.copyOf(resources);
        doubts = List.copyOf(doubts);
        asked = List.copyOf(asked);
        history = List.copyOf(history);
        conditions = List.copyOf(conditions);
    }

    /** The condition of this type. */
    public Condition condition(String type) {
        return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
    }

    static Report of(Situation s) {
        var doubts = doubts(s);
        var shown = s.declared().resources().stream().map(r -> shown(s, r)).flatMap(Optional::stream).toList();
        var conditions = Conditions.of(s, doubts, shown);
        // The status is one of the places that keep the epoch from falling; an unreadable record must not reset it.
        var epoch = s.state().recorded() instanceof Recorded.Unreadable ? s.floor() : s.record().epoch();
        return new Report(s.record().held().map(Claim::node), epoch, s.quorum(), s.owners(),
                avoided(s), shown, doubts,
                Relocations.asked(s), s.record().history(),
                s.declared().recovery().map(r -> Recovery.of(s.record().history(), r)), conditions);
    }

    private static List<Doubt> doubts(Situation s) {
        var accepts = new ArrayList<String>(List.of(Evidence.Kind.StopProof.name()));
        s.declared().fencing().accepts().stream().sorted().map(Enum::name).forEach(accepts::add);
        return s.record().unsettled().stream().filter(i -> inDoubt(s, i))
                .map(i -> new Doubt(i, List.copyOf(accepts), fence(s, i)))
                .toList();
    }

    private static Optional<String> fence(Situation s, Instance instance) {
        return s.node(instance.node()).stream().flatMap(n -> n.fences().stream())
                .filter(f -> f.covers().contains(instance.podUid())).map(FenceSight::name).max(String::compareTo);
    }

    /** What is over stays in the record until it is written the next time. */
    private static List<Avoidance> avoided(Situation s) {
        return s.record().avoided().stream().filter(a -> a.until().isAfter(s.state().now())).toList();
    }

    /** Not doubted is only what has a right to run, has not been told to stop, and whose node answers. */
    static boolean inDoubt(Situation s, Instance instance) {
        var pod = s.pod(instance);
        if (pod.isEmpty()) {
            return true;
        }
        if (pod.get().gate() && !pod.get().deleted()) {
            return false;
        }
        return s.lost(instance.node()) || !s.record().rightful(instance) || pod.get().deleted() || s.replaced(instance);
    }

    private static Optional<Shown> shown(Situation s, Resource resource) {
        if (!resource.workload()) {
            var object = s.state().surroundings().objects().get(resource.name());
            return Optional
                    .of(new Shown(resource.name(), object != null && object.yes() ? "Ready" : "Waiting", "", "", "",
                            object == null ? "not seen" : object.reason()));
        }
        var unsettled = s.record().unsettled(resource.name());
        if (unsettled.isEmpty()) {
            var reason = Hindrances.blocked(s, resource).filter(b -> b.reason().equals("WaitsForResource"));
            return s.candidates().stream().filter(p -> p.resource().equals(resource.name())).findFirst()
                    .map(p -> new Shown(resource.name(), "Waiting", p.name(), p.uid(),
                            reason.map(Refusal::reason).orElse("Gated"), reason.map(Refusal::message).orElse("")));
        }
        var instance = unsettled.getFirst();
        var pod = s.pod(instance);
        return Optional
                .of(new Shown(resource.name(), pod.map(p -> word(s, instance, p)).orElse("InDoubt"), instance.pod(),
                        instance.podUid(), "", pod.map(PodSight::trouble).orElse("")));
    }

    private static String word(Situation s, Instance instance, PodSight pod) {
        if (s.replaced(instance)) {
            return "InDoubt";
        }
        var leaving = !instance.found() && !pod.gate() && !s.record().rightful(instance) && !s.contradictory();
        if (pod.deleted() || leaving) {
            return s.online(instance.node()) ? "Stopping" : "InDoubt";
        }
        return inDoubt(s, instance) ? "InDoubt" : pod.ready() ? "Ready" : "Starting";
    }
}
