package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How long a decision took to carry out, as far as it is known; in whole seconds, as 21s. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PhasesStatus(
        @JsonPropertyDescription("From the last sign of life of the node that was left to the decision to leave it.") String detect,
        @JsonPropertyDescription("From there to the proof that everything had stopped, and the claim.") String stop,
        @JsonPropertyDescription("From the claim to readiness.") String start,
        @JsonPropertyDescription("All of that.") String total) {}
