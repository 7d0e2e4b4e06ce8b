package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** What is asked: whether this boot of this machine has ended. */
public record NodeFenceSpec(@Required @JsonPropertyDescription("Name of the node.") String node,
        @Required @JsonProperty("bootID") @JsonPropertyDescription("The boot that is to have ended: status.nodeInfo.bootID of the Node, or of the doubtful instance.") String bootId,
        @JsonPropertyDescription("The machine; another one may have taken the node's name.") MachineSpec machine,
        @Required @JsonPropertyDescription("Uids of pods that were deleted before this was asked for; it is evidence for these alone, for the next boot starts what was not deleted.") List<String> covers,
        @JsonPropertyDescription("Why the operator asks, in one word.") String reason,
        @JsonPropertyDescription("Of the group that asks: where many nodes are lost together, the highest are fenced first. Absent: 0.") Integer priority,
        @JsonPropertyDescription("A person says that the boot has ended; no method is used then.") AttestationSpec attestation) {}
