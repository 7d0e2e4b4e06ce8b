package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A person's word that a boot of a node has ended. */
public record AttestationSpec(
        @Required @JsonPropertyDescription("Who says so: the name under which the API server knows the person.") String by,
        @Required @JsonPropertyDescription("How the person knows, for those who look later: powered off at the PDU.") String statement) {}
