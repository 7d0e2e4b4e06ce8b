package io.quorate.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One question to the model checker: the bounds of {@code Quorate.tla} and the invariants to check.
 *
 * @param constants by name, each a TLA+ value
 */
record Model(Map<String, String> constants, List<String> invariants) {

    /** All that must hold. */
    static final List<String> INVARIANTS = List.of("AtMostOne", "AtMostOneCanRun", "QuorumFirst", "NoStaleOpening",
            "EpochsGrowByOne", "SuspendedMeansStopped", "Known", "Apart");

    Model {
        constants = new LinkedHashMap<>(constants);
        invariants = List.copyOf(invariants);
    }

    /** A group that is active on one of three nodes under two operators; it may move once. */
    static Model oneGroup() {
        var constants = new LinkedHashMap<String, String>();
        constants.put("Groups", "{g1}");
        constants.put("Nodes", "{n1, n2, n3}");
        constants.put("Operators", "{o1, o2}");
        constants.put("NoNode", "NoNode");
        constants.put("Idle", "Idle");
        constants.put("MaxPods", "2");
        constants.put("MaxEpoch", "2");
        constants.put("MaxClaims", "4");
        constants.put("MaxBoot", "3");
        constants.put("MaxFaults", "1");
        constants.put("Exclusive", "FALSE");
        constants.put("Beginnings", "{\"active\"}");
        constants.put("Old", "{}");
        constants.put("MaxOld", "0");
        constants.put("InOrder", "FALSE");
        constants.put("MaxLate", "Always");
        constants.put("Always", "Always");
        constants.put("Taints", "FALSE");
        constants.put("PostsFirst", "FALSE");
        constants.put("Broken", "{}");
        return new Model(constants, INVARIANTS);
    }

    /** Two groups that must not be on the same node, on three nodes under two operators; one of them may move. */
    static Model twoGroups() {
        return oneGroup().with("Groups", "{g1, g2}").with("Exclusive", "TRUE").with("MaxClaims", "3");
    }

    /**
     * The same with readings of different age, bounded by how much the operators do late; all else is one action from
     * the look to the write, in the order of the planner's rules.
     *
     * @param late steps taken late, by all operators together
     * @param old objects of a reading that may have changed when the rest is read
     */
    static Model twoGroups(int late, int old) {
        return twoGroups().with("Old", "{\"group\", \"nodes\"}").with("MaxOld", String.valueOf(old))
                .with("InOrder", "TRUE").with("MaxLate", String.valueOf(late));
    }

    Model with(String constant, String value) {
        if (!constants.containsKey(constant)) {
            throw new IllegalArgumentException("Quorate.tla has no constant " + constant + "; known: "
                    + constants.keySet());
        }
        var next = new LinkedHashMap<>(constants);
        next.put(constant, value);
        return new Model(next, invariants);
    }

    /** Groups that have not been started yet. */
    Model fresh() { return with("Beginnings", "{\"fresh\"}"); }

    Model without(List<String> rules) {
        return with("Broken", rules.stream().map(r -> '"' + r + '"').collect(Collectors.joining(", ", "{", "}")));
    }

    Model checking(String invariant) { return new Model(constants, List.of(invariant)); }

    /** As TLC reads it. */
    String cfg() {
        return constants.entrySet().stream().map(c -> "  " + c.getKey() + " = " + c.getValue() + "\n")
                .collect(Collectors.joining("", "CONSTANTS\n",
                        "SPECIFICATION Spec\nSYMMETRY Symmetry\nCONSTRAINT NotTooOld\nCHECK_DEADLOCK FALSE\nINVARIANTS "
                                + String.join(" ", invariants) + "\n"));
    }
}
