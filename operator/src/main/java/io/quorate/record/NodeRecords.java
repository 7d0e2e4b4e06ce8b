package io.quorate.record;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.core.NodeRecord;
import io.quorate.port.Api;
import java.util.Map;
import java.util.Optional;

/** Node records: one ConfigMap for each owner node, in the operator's namespace. Every write is a compare-and-set. */
public final class NodeRecords {

    private final Api api;
    private final String namespace;
    private final LastRead<NodeRecord> last = new LastRead<>();

    public NodeRecords(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /**
     * The newest state, from the API server and no cache.
     *
     * @throws UnreadableRecord if it cannot be understood: the allocations of other groups must not be lost
     */
    public Versioned<Optional<NodeRecord>> read(String node) {
        var map = api.configMap(namespace, "node-" + node);
        if (map.isEmpty()) {
            last.gone(node);
        }
        return Versioned.of(map.map(m -> record(m, node)), map);
    }

    private NodeRecord record(ConfigMap map, String node) {
        try {
            var data = Optional.ofNullable(map.getData()).orElse(Map.of());
            return last.record(node, node, data, () -> NodeFormat.read(data, node));
        } catch (UnreadableRecord e) {
            throw e.in(map, "Restore the record as it was, or, if node " + node + " carries no out-of-service taint"
                    + " and is not being fenced, delete it: it is written anew");
        }
    }

    /** Creates the record, or replaces it if it still has that version; a conflict is a {@code 409} to the caller. */
    public void write(Optional<String> version, NodeRecord next) {
        var map = new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName("node-" + next.node())
                .addToLabels(Names.RECORD_LABEL, "node").addToLabels("app.kubernetes.io/managed-by", "quorate")
                .withResourceVersion(version.orElse(null)).endMetadata().withData(NodeFormat.write(next)).build();
        if (version.isPresent()) {
            api.update(map);
        } else {
            api.create(map);
        }
    }
}
