package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A Job that fences a node. */
public record FencingJobSpec(
        @Required @JsonPropertyDescription("PodTemplate in the operator's namespace. Its containers get QUORATE_NODE, QUORATE_BOOT_ID, QUORATE_NODE_ADDRESS and QUORATE_PROVIDER_ID; exit code 0 must mean that the node is off, or has been.") String podTemplate) {}
