package io.quorate.core;

/**
 * One container of a pod's spec (init and ephemeral ones too) and what its status says.
 *
 * @param everStarted whether its status shows that it has ever run: a container id, or a last state
 */
public record ContainerSight(String name, State state, boolean everStarted) {

    /** State of the container's status. */
    public enum State {
        /** There is no status. */
        UNREPORTED, WAITING, RUNNING, TERMINATED
    }
}
