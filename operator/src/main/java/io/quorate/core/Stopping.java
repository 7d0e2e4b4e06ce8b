package io.quorate.core;

import java.util.ArrayList;
import java.util.List;

/** What has no right to run is deleted; what is proven stopped is let go. */
final class Stopping {

    private Stopping() {}

    static List<Step> steps(Situation s) {
        var steps = new ArrayList<Step>();
        for (var pod : s.state().pods()) {
            s.record().instance(pod.uid()).ifPresentOrElse(i -> known(s, i, pod, steps), () -> {
                if (pod.gate() && pod.stale() && !pod.deleted()) {
                    steps.add(new Step.DeletePod(pod, "StaleRevision: its controller makes another revision by now"));
                }
            });
        }
        return steps;
    }

    private static void known(Situation s, Instance instance, PodSight pod, List<Step> steps) {
        if (instance.settled()) {
            letGo(s, instance, pod).ifPresent(steps::add);
        } else if (!pod.deleted() && !s.contradictory()) {
            if (!rightful(s, instance)) {
                steps.add(new Step.DeletePod(pod, s.record().claim().map(Claim::reason).orElse("NotClaimed")));
            } else if (pod.terminal()) {
                steps.add(new Step.DeletePod(pod, "Ended: its containers are over, its controller shall make it anew"));
            }
        }
    }

    private static boolean rightful(Situation s, Instance instance) {
        return s.record().held().filter(c -> c.epoch() == instance.epoch() && c.node().equals(instance.node()))
                .isPresent();
    }

    /** The record knows the end; only now the object may go. A dead node's kubelet will not finish the deletion. */
    private static java.util.Optional<Step> letGo(Situation s, Instance instance, PodSight pod) {
        var finished = pod.forced() || pod.node().filter(s::online).isPresent();
        var proof = instance.evidence().map(e -> e.kind().name()).orElse("");
        if (!finished && pod.deleted()) {
            return java.util.Optional.of(new Step.ForceDeletePod(pod, proof));
        }
        return pod.held() ? java.util.Optional.of(new Step.LetPodGo(pod, proof)) : java.util.Optional.empty();
    }
}
