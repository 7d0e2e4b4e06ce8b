package io.quorate.core;

import java.time.Duration;
import java.util.Set;

/**
 * What counts as proof that a former instance has stopped.
 *
 * @param accepts evidence accepted beyond what always counts
 * @param stopTimeout how long a stop may take beyond the pod's own grace period before the node is fenced
 */
public record FencingPolicy(Set<Evidence.Kind> accepts, Duration stopTimeout) {
    public FencingPolicy {
        accepts = Set.copyOf(accepts);
    }
}
