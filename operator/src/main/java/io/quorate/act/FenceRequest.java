package io.quorate.act;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quorate.api.v1alpha1.AttestationSpec;
import io.quorate.api.v1alpha1.MachineSpec;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.NodeFenceSpec;
import io.quorate.core.Machine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes NodeFences. What is asked for twice has the same name, and the second one is refused. */
public final class FenceRequest {

    private static final int DIGITS = 8;

    private FenceRequest() {}

    /** Of the operator of that namespace, which alone carries it out. */
    static NodeFence of(String operator, String node, Machine machine, Set<String> covers, int priority,
            String reason) {
        var fence = fence(node, machine, covers, priority, reason, null);
        fence.getMetadata().getLabels().put(Names.OPERATOR_LABEL, operator);
        return fence;
    }

    /** Of a person who says that the boot has ended. */
    public static NodeFence attested(String node, Machine machine, Set<String> covers, AttestationSpec attestation) {
        return fence(node, machine, covers, 0, "Attested", attestation);
    }

    private static NodeFence fence(String node, Machine machine, Set<String> covers, int priority, String reason,
            AttestationSpec attestation) {
        var sorted = new TreeSet<>(covers);
        var what = machine + " " + sorted + (attestation == null ? "" : " " + attestation);
        var fence = new NodeFence();
        fence.setMetadata(new ObjectMetaBuilder().withName(node + "." + digest(what))
                .withLabels(new HashMap<>(Map.of("app.kubernetes.io/managed-by", "quorate"))).build());
        fence.setSpec(new NodeFenceSpec(node, machine.bootId(), new MachineSpec(machine.nodeUid(),
                machine.systemUuid(), machine.machineId(), machine.providerId()), List.copyOf(sorted),
                reason, priority == 0 ? null : priority, attestation));
        return fence;
    }

    static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
