package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Whether the group goes back to an earlier owner in order. */
public record FailbackSpec(
        @JsonPropertyDescription("Never: it stays where it is. Automatic: it goes back to the first owner in order that can run it.") FailbackKind policy,
        @JsonPropertyDescription("With Automatic: how long that owner has been up before: 0s to 168h.") String soakTime,
        @JsonPropertyDescription("With Automatic: only inside this calendar window.") WindowSpec window) {}
