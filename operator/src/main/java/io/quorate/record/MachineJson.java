package io.quorate.record;

import io.quorate.core.Machine;

record MachineJson(String nodeUID, String systemUUID, String machineID, String providerID, String bootID) {

    static MachineJson of(Machine m) {
        return new MachineJson(m.nodeUid(), m.systemUuid(), m.machineId(), m.providerId(), m.bootId());
    }

    Machine machine() { return new Machine(nodeUID, systemUUID, machineID, providerID, bootID); }
}
