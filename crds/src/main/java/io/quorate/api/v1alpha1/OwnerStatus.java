package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One owner's vote, and whether it could take over. */
public record OwnerStatus(@Required String node,
        @JsonPropertyDescription("Whether the node counts towards quorum.") Vote vote,
        @JsonPropertyDescription("Whether the group is, or could become, active there now.") TakeOver takeOver,
        String reason, String message) {

    /** Counts or not. */
    public enum Vote {
        Counted, Missing
    }

    /** Whether the group could become active there. */
    public enum TakeOver {
        Active, Ready, Impossible
    }
}
