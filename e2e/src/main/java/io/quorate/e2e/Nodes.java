package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** What the API says of the nodes, and what an administrator tells it of them. */
record Nodes(KubernetesClient client) {
    static final String TAINT = "node.kubernetes.io/out-of-service";

    String bootId(String node) {
        return client.nodes().withName(node).get().getStatus().getNodeInfo().getBootID();
    }

    /** Each node with the time of its last renewal. */
    List<String> renewals() {
        return client.leases().inNamespace("kube-node-lease").list().getItems().stream()
                .map(lease -> lease.getMetadata().getName() + " " + lease.getSpec().getRenewTime()).toList();
    }

    /** The members that the operator has recorded. */
    String members(String operatorNamespace) {
        return client.configMaps().inNamespace(operatorNamespace).withName("cluster").get().getData().get("members");
    }

    void declareOff(String node) {
        client.nodes().withName(node).edit(n -> {
            n.getSpec().getTaints()
                    .add(new TaintBuilder().withKey(TAINT).withValue("nodeshutdown").withEffect("NoExecute").build());
            return n;
        });
    }

    void trust(String node) {
        client.nodes().withName(node).edit(n -> {
            n.getSpec().getTaints().removeIf(t -> t.getKey().equals(TAINT));
            return n;
        });
    }
}
