package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A group that is wanted, or not wanted, on the same node. */
public record NeighbourSpec(
        @Required @JsonPropertyDescription("Name of a ResourceGroup in the same namespace.") String group,
        @JsonPropertyDescription("Required: rather not at all than otherwise. Preferred: if an owner can have it so.") Strength strength) {}
