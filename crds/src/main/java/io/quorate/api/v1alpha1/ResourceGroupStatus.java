package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What is, for people and tools; the group's record is the source of truth. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceGroupStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") Long observedGeneration,
        @JsonPropertyDescription("Node of the held claim; absent if there is none.") String activeNode,
        @JsonPropertyDescription("First node of the list.") String homeNode,
        @JsonPropertyDescription("Grows by one with each decision about who is active.") Long epoch,
        @JsonPropertyDescription("The votes, and what they are enough for.") QuorumStatus quorum,
        @JsonPropertyDescription("Votes and readiness to take over, in the order of spec.nodes.") List<OwnerStatus> owners,
        @JsonPropertyDescription("What each part of the group does.") List<ResourceStatus> resources,
        @JsonPropertyDescription("What may still run where it should not, and what would settle it.") List<InDoubt> inDoubt,
        @JsonPropertyDescription("The last decisions, newest first.") List<HistoryEntry> history,
        @JsonPropertyDescription("How often spec.objectives.recovery was met; absent without one.") RecoveryStatus recovery,
        List<Condition> conditions) {

    public static final ResourceGroupStatus EMPTY = new ResourceGroupStatus(null, null, null, null, null, null, null,
            null, null, null, null);

    public ResourceGroupStatus withEpoch(long next) {
        return new ResourceGroupStatus(observedGeneration, activeNode, homeNode, next, quorum, owners, resources,
                inDoubt, history, recovery, conditions);
    }
}
