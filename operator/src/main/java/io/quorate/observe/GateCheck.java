package io.quorate.observe;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a new pod with the group label is put behind the gate: asked by a dry run, once for each namespace and
 * process. Without the gate a pod that its controller makes anew would start beside its predecessor.
 */
final class GateCheck {

    private static final Logger LOG = LoggerFactory.getLogger(GateCheck.class);

    /** A webhook that knows no dry run, a quota or a policy, a pod that some admission does not like. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

    private final Api api;
    private final Set<String> gated = ConcurrentHashMap.newKeySet();

    GateCheck(Api api) {
        this.api = api;
    }

    /** Whether new pods are gated; true too where the dry run is refused for a reason of its own (a full quota). */
    boolean holds(String namespace) {
        return gated.contains(namespace) || ask(namespace);
    }

    private boolean ask(String namespace) {
        var probe = new PodBuilder().withNewMetadata().withNamespace(namespace).withGenerateName("quorate-gate-check-")
                .addToLabels(Names.GROUP_LABEL, "quorate-gate-check").endMetadata().withNewSpec()
                .withNewSecurityContext().withRunAsNonRoot(true).withNewSeccompProfile().withType("RuntimeDefault")
                .endSeccompProfile().endSecurityContext().addNewContainer().withName("none").withImage("none")
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).withNewCapabilities().withDrop("ALL")
                .endCapabilities().endSecurityContext().endContainer().endSpec().build();
        try {
            var found = api.createDryRun(probe).getSpec().getSchedulingGates().stream()
                    .anyMatch(g -> g.getName().equals(Names.GATE));
            if (found) {
                gated.add(namespace);
            }
            return found;
        } catch (ApiException e) {
            if (!REFUSALS.contains(e.code())) {
                throw e;
            }
            LOG.warn("cannot try the gate in namespace {}, tried again: {}", namespace, e.getMessage());
            return true;
        }
    }
}
