package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A calendar window. */
public record WindowSpec(
        @Required @JsonPropertyDescription("When it opens, as in a CronJob: 0 2 * * 6, or a macro such as @weekly.") String schedule,
        @JsonPropertyDescription("Of the schedule, by its IANA name: Europe/Berlin.") String timeZone,
        @Required @JsonPropertyDescription("How long it stays open: 1m to 168h.") String duration) {}
