package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** An instance that may still run, and what would settle it. */
public record InDoubt(String pod, String podUID, String resource, String node,
        @JsonPropertyDescription("Boot of the node that must have ended.") String bootID,
        @JsonPropertyDescription("The machine that it was let through for.") MachineSpec machine,
        @JsonPropertyDescription("Evidence that this group accepts for it.") List<String> accepts) {}
