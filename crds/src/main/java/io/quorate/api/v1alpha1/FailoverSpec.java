package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** When and how the group leaves a node. */
public record FailoverSpec(
        @JsonPropertyDescription("NextInOrder: to the next owner in order that can take over. LeastLoaded: to the one of whose CPU or memory, whichever is scarcer, other pods request least. Never: the group waits for its node.") FailoverKind policy,
        @JsonPropertyDescription("How long a node is silent before the group believes in its loss: 12s to 1h, e.g. 20s or 1m30s. The operator's own setting is the lower limit.") String gracePeriod,
        @JsonPropertyDescription("Failures of the application after which the group leaves a node; absent: they alone never move it.") ApplicationFailuresSpec applicationFailures) {}
