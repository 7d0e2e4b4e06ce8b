package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One owner's vote, and whether it could take over. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerStatus(@Required @JsonPropertyDescription("Name of the node.") String node,
        @JsonPropertyDescription("Whether the node counts towards quorum.") Vote vote,
        @JsonPropertyDescription("Whether the group is, or could become, active there now.") TakeOver takeOver,
        @JsonPropertyDescription("Why it could take over, or could not, in one word.") String reason,
        @JsonPropertyDescription("The same for people; empty if there is nothing to add.") String message,
        @JsonPropertyDescription("Until when the group keeps off it after failures there; absent if it does not.") String avoidedUntil) {

    /** Counts or not. */
    public enum Vote {
        Counted, Missing
    }

    /** Whether the group could become active there. */
    public enum TakeOver {
        Active, Ready, Impossible
    }
}
