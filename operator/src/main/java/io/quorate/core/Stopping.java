package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has no right to run is deleted, in reverse order; what is proven stopped is let go. */
final class Stopping {

    private Stopping() {}

    static List<Step> steps(Situation s) {
        var steps = new ArrayList<Step>();
        for (var pod : s.state().pods()) {
            s.record().instance(pod.uid()).ifPresentOrElse(i -> known(s, i, pod, steps), () -> {
                if (pod.gate() && pod.stale() && !pod.deleted()) {
                    steps.add(new Step.DeletePod(pod, "StaleRevision: its controller makes another revision by now"));
                } else if (StopProof.shows(pod) && !pod.forced() && pod.node().filter(s::lost).isPresent()) {
                    // Its kubelet cannot take the object away any more, and its name stays taken until then.
                    steps.add(new Step.ForceDeletePod(pod, Evidence.Kind.StopProof.name()));
                }
            });
        }
        return steps;
    }

    /** The part of it that goes on whatever else is asked: finalizers of what is proven stopped. */
    static List<Step> lettingGo(Situation s) {
        return s.state().pods().stream().flatMap(p -> s.record().instance(p.uid()).filter(Instance::settled)
                .flatMap(i -> letGo(s, i, p)).stream()).toList();
    }

    private static void known(Situation s, Instance instance, PodSight pod, List<Step> steps) {
        if (instance.settled()) {
            letGo(s, instance, pod).ifPresent(steps::add);
        } else if (!pod.deleted() && !s.contradictory()) {
            if (!s.record().rightful(instance)) {
                if (!instance.found() && inTurn(s, instance, pod)) {
                    steps.add(new Step.DeletePod(pod, why(s)));
                }
            } else if (pod.terminal()) {
                steps.add(new Step.DeletePod(pod,
                        "Ended: its containers are over; its controller makes it anew, unless its work is done"));
            }
        }
    }

    private static String why(Situation s) {
        return s.record().held().map(c -> "NotClaimed: " + c.node() + " is claimed, under epoch " + c.epoch())
                .or(() -> s.record().claim().map(Claim::reason)).orElse("NotClaimed");
    }

    /** On a node that answers, what needs it stops first; where nothing answers, order means nothing. */
    private static boolean inTurn(Situation s, Instance instance, PodSight pod) {
        return pod.node().isEmpty() || s.lost(instance.node()) || Sequence.mayStop(s, instance.resource());
    }

    /** The record knows the end; only now the object may go. A dead node's kubelet will not finish the deletion. */
    private static Optional<Step> letGo(Situation s, Instance instance, PodSight pod) {
        var finished = pod.forced() || pod.node().filter(s::online).isPresent();
        var proof = instance.evidence().map(e -> e.kind().name()).orElse("");
        if (!finished && pod.deleted()) {
            return Optional.of(new Step.ForceDeletePod(pod, proof));
        }
        return pod.held() ? Optional.of(new Step.LetPodGo(pod, proof)) : Optional.empty();
    }
}
