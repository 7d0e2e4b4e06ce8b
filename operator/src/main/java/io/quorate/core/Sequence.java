package io.quorate.core;

import io.quorate.core.Surroundings.Readiness;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The order of a group's resources: each starts after those that it needs are ready, and stops before they do. */
final class Sequence {

    private Sequence() {}

    static boolean ready(Situation s, Resource resource) {
        if (!resource.workload()) {
            return s.state().surroundings().objects().getOrDefault(resource.name(), new Readiness(false, "not seen"))
                    .yes();
        }
        var unsettled = s.record().unsettled(resource.name());
        return unsettled.size() == 1 && s.record().rightful(unsettled.getFirst())
                && s.pod(unsettled.getFirst()).filter(p -> p.ready() && !p.deleted()).isPresent();
    }

    /** Whether everything that it needs is ready. */
    static boolean mayStart(Situation s, Resource resource) {
        return waitsFor(s, resource).isEmpty();
    }

    /** What it needs and is not ready. */
    static List<String> waitsFor(Situation s, Resource resource) {
        return s.declared().resources().stream().filter(r -> resource.after().contains(r.name()))
                .filter(r -> !ready(s, r)).map(Resource::name).toList();
    }

    /** Whether everything that needs it has stopped. */
    static boolean mayStop(Situation s, String resource) {
        var dependents = dependents(s, resource);
        return s.record().unsettled().stream().noneMatch(i -> dependents.contains(i.resource()));
    }

    private static Set<String> dependents(Situation s, String resource) {
        var found = new TreeSet<String>();
        // Each resource stands behind those that it needs, so that one pass finds all.
        for (var one : s.declared().resources()) {
            if (one.after().stream().anyMatch(a -> a.equals(resource) || found.contains(a))) {
                found.add(one.name());
            }
        }
        return found;
    }
}
