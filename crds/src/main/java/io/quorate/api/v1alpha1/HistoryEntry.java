package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One past decision about who is active. */
public record HistoryEntry(@JsonPropertyDescription("Epoch that began with it.") Long epoch,
        @JsonPropertyDescription("When it was recorded.") String time,
        @JsonPropertyDescription("Start; Failover; Failback; Move: by a Relocation, off a cordoned node or one that is no owner any more, or because of another group; Resume: quorum is restored; Adopt: it ran already; Rebuild: the record was lost.") String action,
        @JsonPropertyDescription("Node that was left; empty if there was none.") String from,
        @JsonPropertyDescription("Node of the new claim.") String to,
        @JsonPropertyDescription("Why, in one word, as a condition says it.") String reason,
        @JsonPropertyDescription("What proved that the former instance had stopped; empty if there was none.") String evidence,
        @JsonPropertyDescription("How long it took to carry it out, as far as it is known.") PhasesStatus duration) {}
