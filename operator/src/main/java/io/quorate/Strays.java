package io.quorate;

import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.report.Events;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Pods labelled for a group that does not exist: they wait at the gate, and their owner is told why. */
final class Strays {

    /** A manifest may bring the pod before its group. */
    private static final int PATIENCE_SECONDS = 5;

    private final Events events;
    private final ScheduledExecutorService clock;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Strays(Events events, ScheduledExecutorService clock) {
        this.events = events;
        this.clock = clock;
    }

    /** @param grouped whether the pod's group exists, asked when patience is over */
    void seen(Pod pod, Predicate<Pod> grouped) {
        var uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            told.remove(uid);
        } else if (!grouped.test(pod) && told.add(uid)) {
            clock.schedule(() -> tell(pod, grouped), PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void tell(Pod pod, Predicate<Pod> grouped) {
        if (grouped.test(pod)) {
            told.remove(pod.getMetadata().getUid());
            return;
        }
        var group = pod.getMetadata().getLabels().get(Names.GROUP_LABEL);
        events.tell(pod, true, "GroupNotFound",
                "there is no ResourceGroup " + group + " in namespace " + pod.getMetadata().getNamespace()
                        + ", so the pod waits at the gate; create the group, or correct the label " + Names.GROUP_LABEL
                        + " in the pod template");
    }
}
