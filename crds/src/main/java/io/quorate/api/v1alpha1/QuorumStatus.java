package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The count of votes. */
public record QuorumStatus(@JsonPropertyDescription("The rule that counts, as in spec.quorum.rule.") QuorumRule rule,
        @JsonPropertyDescription("Owners that count now.") Integer online,
        @JsonPropertyDescription("Owners in all.") Integer of,
        @JsonPropertyDescription("Owners needed.") Integer needed,
        @JsonPropertyDescription("How many more may be lost.") Integer margin,
        @JsonPropertyDescription("online/of, as in the QUORUM column.") String summary) {}
