package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the group's owner wants to be held to; it changes no decision. */
public record ObjectivesSpec(
        @JsonPropertyDescription("How long the application may be away at a failover, from the last sign of life to its readiness elsewhere: 1s to 24h. Status counts how often that was met.") String recovery) {}
