package io.quorate.core;

/**
 * An owner's vote, and whether it could become active now.
 *
 * @param reason one CamelCase word
 * @param message the same for people; empty if there is nothing to add
 */
public record Owner(String node, boolean counted, TakeOver takeOver, String reason, String message) {

    /** Whether the group could become active there. */
    public enum TakeOver {
        ACTIVE, READY, IMPOSSIBLE
    }
}
