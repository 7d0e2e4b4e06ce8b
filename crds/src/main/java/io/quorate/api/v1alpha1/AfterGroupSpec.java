package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A group that comes first. */
public record AfterGroupSpec(
        @Required @JsonPropertyDescription("Name of a ResourceGroup in the same namespace.") String group) {}
