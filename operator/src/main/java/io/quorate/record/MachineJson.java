package io.quorate.record;

import io.quorate.core.Machine;

record MachineJson(String nodeUID, String systemUUID, String machineID, String providerID, String bootID) {

    static MachineJson of(Machine m) {
        return new MachineJson(m.nodeUid(), m.systemUuid(), m.machineId(), m.providerId(), m.bootId());
    }

    /** Each part may be empty, where the node does not say it; none may be missing. */
    Machine machine() {
        return new Machine(Field.present("machine.nodeUID", nodeUID), Field.present("machine.systemUUID", systemUUID),
                Field.present("machine.machineID", machineID), Field.present("machine.providerID", providerID),
                Field.present("machine.bootID", bootID));
    }
}
