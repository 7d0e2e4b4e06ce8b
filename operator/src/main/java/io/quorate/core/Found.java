package io.quorate.core;

import java.util.ArrayList;
import java.util.List;

/**
 * A pod that may run and never passed the gate: its policy was missing, or the label came later. It is kept by the
 * finalizer and written into the record as it is, so that it cannot vanish unproven; it is not ours to stop.
 */
final class Found {

    private Found() {}

    static List<Step> steps(Situation s) {
        var loose = s.strangers().stream().filter(p -> !p.held() && !p.deleted()).toList();
        if (!loose.isEmpty()) {
            return loose.stream().<Step>map(p -> new Step.HoldPod(p, "found running without having passed the gate"))
                    .toList();
        }
        if (s.strangers().isEmpty()) {
            return List.of();
        }
        var next = s.record();
        var names = new ArrayList<String>();
        for (var pod : s.strangers()) {
            var node = pod.node().orElse("");
            next = next.admit(Instance.admitted(pod, node, machine(s, node), 0, s.state().now()));
            names.add(pod.name());
        }
        return List.of(new Step.WriteRecord(next, "Found: " + String.join(", ", names) + ", never let through"));
    }

    static Machine machine(Situation s, String node) {
        return s.node(node).map(NodeSight::machine).orElse(new Machine("", "", "", "", ""));
    }
}
