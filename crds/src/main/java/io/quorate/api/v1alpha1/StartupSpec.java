package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where a group starts that was not running. */
public record StartupSpec(
        @JsonPropertyDescription("FirstAvailable: on the first owner in order that can. HomeNode: on the first node of the list and no other. AllOwners: as the first, once every owner is online, or the settling time is over.") StartupKind policy,
        @JsonPropertyDescription("With AllOwners: how long the owners that are missing are waited for, counted from the quorum: 0s to 1h.") String settlingTime) {}
