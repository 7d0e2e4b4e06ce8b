package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** A part of the group: a workload, or an object that is only watched. */
public record ResourceSpec(
        @Required @JsonPropertyDescription("Its name; pods carry it in their label quorate.io/resource. A pod without that label is of the resource main.") String name,
        @JsonPropertyDescription("Entries further up that must be ready before it starts, and that stop after it.") List<String> after,
        @JsonPropertyDescription("How long a start may take, from 1s to 24h; then the group moves to the next owner, if there is one. Absent: as long as it takes once a container has begun; 10 minutes if none has (image, volume).") String startTimeout,
        @JsonPropertyDescription("An object without pods of the group: its readiness is waited for, and it is never changed.") ObjectRefSpec ref,
        @JsonPropertyDescription("When the object counts as ready. Absent: by its kind and conditions.") ReadinessSpec readiness) {}
