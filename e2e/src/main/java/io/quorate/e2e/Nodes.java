package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.function.Consumer;

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
        edit(node, taints -> taints
                .add(new TaintBuilder().withKey(TAINT).withValue("nodeshutdown").withEffect("NoExecute").build()));
    }

    void trust(String node) {
        edit(node, taints -> taints.removeIf(t -> t.getKey().equals(TAINT)));
    }

    /** Again when its kubelet or a controller has written the Node between our read and our write. */
    private void edit(String node, Consumer<List<Taint>> change) {
        while (true) {
            try {
                client.nodes().withName(node).edit(n -> {
                    change.accept(n.getSpec().getTaints());
                    return n;
                });
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
            }
        }
    }
}
