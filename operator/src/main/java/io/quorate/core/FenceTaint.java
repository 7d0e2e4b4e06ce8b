package io.quorate.core;

import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Verdict;
import java.util.Optional;

/**
 * Quorate's own out-of-service taint on a node that was fenced: it lets Kubernetes detach the node's volumes at once. It
 * stays until the node has booted anew and nothing of its last boot is left, and only Quorate's own is taken off.
 */
public enum FenceTaint {
    SET, TAKE_OFF,
    /** Nothing is to be done now, and something will be. */
    WAIT, NOTHING;

    /**
     * @param carried whether the node carries it; empty if there is no such Node
     * @param wanted whether the method that has fenced the node asks for it
     * @param foreign whether somebody else has declared the node out of service
     * @param left whether pods that were deleted, or attached volumes, are left of the node's last boot
     */
    public record Sight(Optional<Boolean> carried, boolean wanted, boolean foreign, boolean left) {}

    public static FenceTaint of(Presence node, Optional<Verdict> verdict, Sight sight) {
        if (sight.carried().isEmpty()) {
            return NOTHING;
        }
        if (sight.carried().get()) {
            return switch (node) {
                case ANEW, REPLACED -> sight.left() ? WAIT : TAKE_OFF;
                // Heard of again in the very boot that was fenced: what the taint has set going is for a person to see.
                case SILENT, HEARD -> NOTHING;
            };
        }
        if (!sight.wanted() || sight.foreign() || verdict.filter(Verdict.MethodSucceeded::equals).isEmpty()) {
            return NOTHING;
        }
        return switch (node) {
            case SILENT -> SET;
            // Switched off a moment ago: its last renewal is not old enough.
            case HEARD -> WAIT;
            case ANEW, REPLACED -> NOTHING;
        };
    }
}
