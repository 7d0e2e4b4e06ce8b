package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** By what a machine is told from another of the same node name. */
public record MachineSpec(
        @JsonProperty("nodeUID") @JsonPropertyDescription("Uid of the Node object.") String nodeUid,
        @JsonProperty("systemUUID") @JsonPropertyDescription("status.nodeInfo.systemUUID of the Node.") String systemUuid,
        @JsonProperty("machineID") @JsonPropertyDescription("status.nodeInfo.machineID of the Node.") String machineId,
        @JsonProperty("providerID") @JsonPropertyDescription("spec.providerID of the Node.") String providerId) {}
