package io.quorate.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.core.Allocation;
import io.quorate.core.NodeRecord;
import io.quorate.port.Api;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Node records: one ConfigMap for each owner node, in the operator's namespace. Every write is a compare-and-set. */
public final class NodeRecords {

    private final Api api;
    private final String namespace;

    public NodeRecords(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    private record AllocationJson(String group, String groupUID, long epoch, Map<String, String> requests,
            List<String> apart) {}

    /**
     * The newest state, from the API server and no cache.
     *
     * @throws UnreadableRecord if it cannot be understood: the allocations of other groups must not be lost
     */
    public Versioned<Optional<NodeRecord>> read(String node) {
        var map = api.configMap(namespace, "node-" + node);
        return new Versioned<>(map.map(m -> record(Optional.ofNullable(m.getData()).orElse(Map.of()))),
                map.map(m -> m.getMetadata().getResourceVersion()));
    }

    private static NodeRecord record(Map<String, String> data) {
        try {
            var allocations = Json.read(data.get("allocations"), new TypeReference<List<AllocationJson>>() {
            }).stream()
                    .map(a -> new Allocation(a.group(), a.groupUID(), a.epoch(), amounts(a.requests()), a.apart()))
                    .toList();
            return new NodeRecord(data.get("node"), data.get("nodeUID"),
                    Json.constant(NodeRecord.Recovery.class, titled(data.get("recovery"))),
                    data.get("bootID"), data.getOrDefault("contradictedBoot", ""),
                    data.getOrDefault("fencedBoot", ""), Instant.parse(data.get("since")),
                    Json.read(data.get("groups"), new TypeReference<List<String>>() {
                    }), allocations);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new UnreadableRecord("node " + data.get("node"), String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Long> amounts(Map<String, String> requests) {
        return requests.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                r -> new BigDecimal(r.getValue()).movePointRight(3).longValueExact()));
    }

    private static Map<String, String> words(Map<String, Long> requests) {
        return requests.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                r -> BigDecimal.valueOf(r.getValue(), 3).stripTrailingZeros().toPlainString(), (a, b) -> a,
                TreeMap::new));
    }

    private static String titled(String word) {
        return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
    }

    /** Creates the record, or replaces it if it still has that version; a conflict is a {@code 409} to the caller. */
    public void write(Optional<String> version, NodeRecord next) {
        var data = new LinkedHashMap<String, String>();
        data.put("schema", GroupFormat.SCHEMA);
        data.put("node", next.node());
        data.put("nodeUID", next.nodeUid());
        data.put("recovery", Json.title(next.recovery()).toLowerCase(java.util.Locale.ROOT));
        data.put("bootID", next.bootId());
        data.put("contradictedBoot", next.contradictedBoot());
        data.put("fencedBoot", next.fencedBoot());
        data.put("since", next.since().toString());
        data.put("groups", Json.write(next.groups()));
        data.put("allocations", Json.write(next.allocations().stream()
                .map(a -> new AllocationJson(a.group(), a.groupUid(), a.epoch(), words(a.requests()), a.apart()))
                .toList()));
        var map = new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName("node-" + next.node())
                .addToLabels(Names.RECORD_LABEL, "node").addToLabels("app.kubernetes.io/managed-by", "quorate")
                .withResourceVersion(version.orElse(null)).endMetadata().withData(data).build();
        if (version.isPresent()) {
            api.update(map);
        } else {
            api.create(map);
        }
    }
}
