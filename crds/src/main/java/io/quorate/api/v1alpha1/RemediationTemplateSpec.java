package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A template of another operator's remediation objects, whose kind ends in Template. */
public record RemediationTemplateSpec(
        @Required @JsonPropertyDescription("e.g. fence-agents-remediation.medik8s.io/v1alpha1") String apiVersion,
        @Required @JsonPropertyDescription("e.g. FenceAgentsRemediationTemplate") String kind,
        @Required @JsonPropertyDescription("Name of the template.") String name,
        @Required @JsonPropertyDescription("Namespace of the template; remediation objects are made there, too.") String namespace) {}
