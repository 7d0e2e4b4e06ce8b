package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** An instance that may still run, and what would settle it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InDoubt(@JsonPropertyDescription("Name of its pod.") String pod,
        @JsonPropertyDescription("Uid of its pod.") String podUID,
        @JsonPropertyDescription("Entry of spec.resources that it is an instance of; main if there are none.") String resource,
        @JsonPropertyDescription("Node on which it may run.") String node,
        @JsonPropertyDescription("Boot of the node that must have ended.") String bootID,
        @JsonPropertyDescription("The machine that it was let through for.") MachineSpec machine,
        @JsonPropertyDescription("Evidence that this group accepts for it.") List<String> accepts,
        @JsonPropertyDescription("NodeFence that was asked to prove that it has stopped; absent if there is none.") String nodeFence) {}
