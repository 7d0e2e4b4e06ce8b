package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** When an object counts as ready. */
public record ReadinessSpec(
        @Required @JsonPropertyDescription("A condition in CEL over object, as the API server shows it, like has(object.spec.clusterIP). What it asks for and is not there makes it not ready.") String expression) {}
