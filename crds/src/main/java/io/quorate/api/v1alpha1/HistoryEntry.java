package io.quorate.api.v1alpha1;

/** One past decision about who is active. */
public record HistoryEntry(Long epoch, String time, String action, String from, String to, String reason,
        String evidence) {}
