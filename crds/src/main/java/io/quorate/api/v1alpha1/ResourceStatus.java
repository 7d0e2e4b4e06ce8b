package io.quorate.api.v1alpha1;

import io.fabric8.generator.annotation.Required;

/** One resource of the group and its instance. */
public record ResourceStatus(@Required String name, State state, String pod, String podUID, String reason,
        String message) {

    /** What the instance does. */
    public enum State {
        Stopped, Waiting, Starting, Ready, Failed, Stopping, InDoubt
    }
}
