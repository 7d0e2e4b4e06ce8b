package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How many failures are too many: containers that restart, and pods that end. */
public record ApplicationFailuresSpec(
        @Required @JsonPropertyDescription("Failures after which the node is left: 1 to 100.") Integer limit,
        @JsonPropertyDescription("How long each of them counts: 1m to 24h.") String window,
        @JsonPropertyDescription("How long the node is avoided afterwards: 1m to 168h.") String avoidFor) {}
