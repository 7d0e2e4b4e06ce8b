package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far it is, and what came of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeFenceStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") Long observedGeneration,
        @JsonPropertyDescription("When the first attempt began.") String startTime,
        @JsonPropertyDescription("When it was decided.") String completionTime,
        @JsonPropertyDescription("What was tried, in order.") List<FenceAttempt> attempts,
        @JsonPropertyDescription("Succeeded: True is evidence, Unknown is under way, False is not to be believed.") List<Condition> conditions) {}
