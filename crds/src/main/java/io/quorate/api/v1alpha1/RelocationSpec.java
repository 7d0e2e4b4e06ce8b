package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What is asked; exactly one of {@code to} and {@code awayFrom}. */
public record RelocationSpec(
        @Required @JsonPropertyDescription("Name of the ResourceGroup, in the same namespace.") String group,
        @JsonPropertyDescription("The owner on which the group is to be.") String to,
        @JsonPropertyDescription("The owner on which the group is not to be.") String awayFrom,
        @Required @JsonPropertyDescription("A time such as 2026-11-23T06:00:00Z. Moved by then, the group stays until then, and afterwards its spec rules again. Not moved by then, the request has expired.") String until,
        @JsonPropertyDescription("How long the request is kept after its end: 0 to 31536000 seconds; a day if not said.") Integer ttlSecondsAfterFinished) {}
