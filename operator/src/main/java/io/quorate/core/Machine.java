package io.quorate.core;

/**
 * Which machine, and which boot of it, stood behind a node's name when we looked.
 *
 * <p>A node's name proves little: a re-provisioned machine takes over the Node object of the same name while the old
 * one, cut off, runs on. Values are as in {@code Node.metadata.uid} and {@code Node.status.nodeInfo}; empty where the
 * node does not say.
 */
public record Machine(String nodeUid, String systemUuid, String machineId, String providerId, String bootId) {

    /**
     * Whether both are the same machine, in this boot or another. One that registered anew after its Node object was
     * deleted is the same if its hardware and its installation say so (Kubernetes asks for both to be unique); one that
     * does not say is known by the Node object alone.
     */
    public boolean sameMachine(Machine other) {
        var telling = !systemUuid.isEmpty() && !machineId.isEmpty();
        return (telling || nodeUid.equals(other.nodeUid)) && systemUuid.equals(other.systemUuid)
                && machineId.equals(other.machineId) && providerId.equals(other.providerId);
    }
}
