package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Quorum of the group's own nodes. */
public record QuorumSpec(
        @JsonPropertyDescription("Majority: more than half of spec.nodes must be online. AtLeastOne: one is enough.") QuorumRule rule,
        @JsonPropertyDescription("When quorum is lost. Suspend: stop the group, resume when it is back. Freeze: leave what runs, start and move nothing.") OnLoss onLoss) {}
