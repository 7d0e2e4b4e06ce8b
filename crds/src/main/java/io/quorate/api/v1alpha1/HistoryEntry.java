package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One past decision about who is active. */
public record HistoryEntry(Long epoch, String time, String action, String from, String to, String reason,
        String evidence,
        @JsonPropertyDescription("How long it took to carry it out, as far as it is known.") PhasesStatus duration) {}
