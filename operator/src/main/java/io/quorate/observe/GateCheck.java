package io.quorate.observe;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Whether a new pod with the group label is put behind the gate: asked by a dry run for each namespace, and again some
 * minutes after the gate was seen, as policies are taken away too. Without the gate a pod that its controller makes anew
 * would start beside its predecessor.
 */
final class GateCheck {

    /** One question for each namespace in this time, however many groups are looked at. */
    private static final Duration KNOWN = Duration.ofMinutes(5);
    private static final String PROBE = "quorate-gate-check";
    /**
     * By which the chart's policy of this name refuses the probe if it wears the gate: that answer comes before quotas
     * and webhooks, for whose sake the dry run might fail.
     */
    private static final String SHOWN = "quorate-gate-check: the gate quorate.io/quorum is put on new pods";
    /** A webhook that knows no dry run, a quota or a policy, a pod of that name, a pod that some admission does not like. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 409, 422);

    /** As the strictest of the pod security standards wants it. */
    private static final PodSpec HARMLESS = new PodSpecBuilder().withNewSecurityContext().withRunAsNonRoot(true)
            .withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile().endSecurityContext()
            .addNewContainer().withName("none").withImage("none").withNewSecurityContext()
            .withAllowPrivilegeEscalation(false).withNewCapabilities().withDrop("ALL").endCapabilities()
            .endSecurityContext().endContainer().build();

    private final Api api;
    private final LongSupplier nanoTime;
    /** When the gate was last asked for and found, by namespace. */
    private final Map<String, Long> shown = new ConcurrentHashMap<>();

    GateCheck(Api api, LongSupplier nanoTime) {
        this.api = api;
        this.nanoTime = nanoTime;
    }

    /** Why new pods of the namespace may come without the gate; empty only where it was seen on one, now or lately. */
    Optional<String> missing(String namespace) {
        var now = nanoTime.getAsLong();
        var last = shown.get(namespace);
        if (last != null && now - last < KNOWN.toNanos()) {
            return Optional.empty();
        }
        var missing = ask(namespace);
        if (missing.isEmpty()) {
            shown.put(namespace, now);
        }
        return missing;
    }

    private Optional<String> ask(String namespace) {
        try {
            var gated = api.createDryRun(probe(namespace)).getSpec().getSchedulingGates().stream()
                    .anyMatch(g -> g.getName().equals(Names.GATE));
            return gated
                    ? Optional.empty()
                    : Optional.of("new pods in namespace " + namespace + " are not put behind the gate " + Names.GATE
                            + ": MutatingAdmissionPolicy quorate-gate is missing or does not match; install the chart again");
        } catch (ApiException e) {
            if (!REFUSALS.contains(e.code())) {
                throw e;
            }
            return e.getMessage().contains(SHOWN)
                    ? Optional.empty()
                    : Optional.of("whether new pods in namespace " + namespace + " are put behind the gate "
                            + Names.GATE + " cannot be told, the dry run of pod " + PROBE + " was refused: "
                            + e.getMessage() + "; let it pass, or install the chart again");
        }
    }

    private static Pod probe(String namespace) {
        var probe = new Pod();
        probe.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(PROBE)
                .addToLabels(Names.GROUP_LABEL, PROBE).build());
        probe.setSpec(HARMLESS);
        return probe;
    }
}
