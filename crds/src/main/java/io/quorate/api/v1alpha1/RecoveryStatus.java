package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Failovers among the last 32 decisions against spec.objectives.recovery. */
public record RecoveryStatus(@JsonPropertyDescription("How many took no longer.") Integer met,
        @JsonPropertyDescription("How many took longer.") Integer missed,
        @JsonPropertyDescription("How long the last one took.") String last) {}
