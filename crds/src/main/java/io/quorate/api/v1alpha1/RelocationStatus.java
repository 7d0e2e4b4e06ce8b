package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What has become of the request. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelocationStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") Long observedGeneration,
        @JsonPropertyDescription("When the operator took it up.") String startTime,
        @JsonPropertyDescription("When it ended; it is deleted ttlSecondsAfterFinished later.") String completionTime,
        @JsonPropertyDescription("Accepted; Moved: the group is as asked; Complete: the request has ended (StayEnded, Expired, Refused).") List<Condition> conditions) {}
