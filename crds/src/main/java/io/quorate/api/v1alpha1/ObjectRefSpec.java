package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** An object in the group's namespace. */
public record ObjectRefSpec(
        @Required @JsonPropertyDescription("As in its manifest: v1, or example.com/v1.") String apiVersion,
        @Required @JsonPropertyDescription("Service: needs a ready endpoint. PersistentVolumeClaim: has to be bound. Any other: its conditions Ready and Available, if it has them, are True, and Stalled and Reconciling are not.") String kind,
        @Required @JsonPropertyDescription("Its name, in the group's namespace.") String name) {}
