package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Quorum of the group's own nodes. */
public record QuorumSpec(
        @JsonPropertyDescription("Majority: more than half of spec.nodes must be online. AtLeastOne: one is enough. MinimumOnline: as many as minimumOnline says. SufficientResources: expression decides.") QuorumRule rule,
        @JsonPropertyDescription("Owners that must be online; with rule MinimumOnline.") Integer minimumOnline,
        @JsonPropertyDescription("With rule SufficientResources: a condition in CEL over online, the owners that are online, each with name, labels and allocatable (bytes, cores), like online.map(o, o.allocatable.memory).sum() >= quantity('64Gi'). The more owners, the sooner it should be true.") String expression,
        @JsonPropertyDescription("None, or ControlPlane: with an even number of owners the control plane has a vote too; with rule Majority.") Witness witness,
        @JsonPropertyDescription("When quorum is lost. Suspend: stop the group, resume when it is back. Freeze: leave what runs, start and move nothing.") OnLoss onLoss) {}
