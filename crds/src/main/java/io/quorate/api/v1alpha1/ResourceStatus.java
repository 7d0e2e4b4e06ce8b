package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One resource of the group and its instance. */
public record ResourceStatus(
        @Required @JsonPropertyDescription("Entry of spec.resources; main if there are none.") String name,
        @JsonPropertyDescription("Waiting: it is not let through, or, of an object, not ready; Starting; Ready; Stopping; InDoubt: it may still run where it should not.") State state,
        @JsonPropertyDescription("Name of its pod.") String pod,
        @JsonPropertyDescription("Uid of its pod.") String podUID,
        @JsonPropertyDescription("Why, in one word.") String reason,
        @JsonPropertyDescription("What is wrong with it, or waited for.") String message) {

    /** What the instance does. */
    public enum State {
        Stopped, Waiting, Starting, Ready, Failed, Stopping, InDoubt
    }
}
