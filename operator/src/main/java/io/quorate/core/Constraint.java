package io.quorate.core;

/**
 * What one group asks of another.
 *
 * @param group key {@code namespace/name} of the other
 * @param required else only preferred
 */
public record Constraint(Kind kind, String group, boolean required) {

    /** Whether the group does not start before the other one is there. */
    public boolean waits() {
        return kind == Kind.START_AFTER || kind == Kind.SAME_NODE && required;
    }

    /** The kinds. */
    public enum Kind {
        START_AFTER, SAME_NODE, DIFFERENT_NODE
    }
}
