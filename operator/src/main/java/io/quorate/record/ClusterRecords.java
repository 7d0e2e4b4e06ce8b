package io.quorate.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.port.Api;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The cluster record: what every node may know, membership and its last changes. For people; nothing is decided on it. */
public final class ClusterRecords {

    /** Name of the ConfigMap in the operator's namespace. */
    public static final String NAME = "cluster";
    private static final int EVENTS = 64;

    private final Api api;
    private final String namespace;
    private final Clock clock;
    /** Names written last; the record itself holds their number only. */
    private List<String> joined;

    public ClusterRecords(Api api, String namespace, Clock clock) {
        this.api = api;
        this.namespace = namespace;
        this.clock = clock;
    }

    private record Members(int count, List<String> down) {
        Members {
            down = List.copyOf(down);
        }
    }

    private record Change(String time, String node, String what) {
        Change {
            Field.present("time", time);
            Field.present("node", node);
            Field.present("what", what);
        }
    }

    /** Writes what has changed; nothing if nothing has. */
    public synchronized void write(SortedSet<String> nodes, SortedSet<String> down) {
        var map = api.configMap(namespace, NAME);
        var data = map.map(ConfigMap::getData).filter(d -> GroupFormat.SCHEMA.equals(d.get("schema")))
                .orElse(Map.of());
        var before = read(data.get("members"), new TypeReference<Members>() {
        }).orElse(new Members(0, List.of()));
        var next = new Members(nodes.size(), List.copyOf(down));
        var known = joined == null ? List.copyOf(nodes) : joined;
        var events = new ArrayList<>(changes(known, List.copyOf(nodes), before, next));
        var earlier = read(data.get("events"), new TypeReference<List<Change>>() {
        }).filter(list -> !list.contains(null));
        if (!data.isEmpty() && next.equals(before) && events.isEmpty() && earlier.isPresent()) {
            joined = List.copyOf(nodes);
            return;
        }
        events.addAll(earlier.orElse(List.of()));
        var written = new LinkedHashMap<String, String>();
        written.put("schema", GroupFormat.SCHEMA);
        written.put("members", Json.write(next));
        written.put("events", Json.write(events.stream().limit(EVENTS).toList()));
        var changed = new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName(NAME)
                .addToLabels(Names.RECORD_LABEL, "cluster")
                .addToLabels("app.kubernetes.io/managed-by", "quorate")
                .withResourceVersion(map.map(m -> m.getMetadata().getResourceVersion()).orElse(null)).endMetadata()
                .withData(written).build();
        if (map.isPresent()) {
            api.update(changed);
        } else {
            api.create(changed);
        }
        joined = List.copyOf(nodes);
    }

    private List<Change> changes(List<String> known, List<String> nodes, Members before, Members next) {
        var now = clock.instant().toString();
        var changes = new ArrayList<Change>();
        minus(nodes, known).forEach(n -> changes.add(new Change(now, n, "Joined")));
        minus(known, nodes).forEach(n -> changes.add(new Change(now, n, "Left")));
        minus(next.down(), before.down()).forEach(n -> changes.add(new Change(now, n, "Down")));
        minus(before.down(), next.down()).forEach(n -> changes.add(new Change(now, n, "Up")));
        return changes;
    }

    private static SortedSet<String> minus(List<String> all, List<String> without) {
        var rest = new TreeSet<>(all);
        without.forEach(rest::remove);
        return rest;
    }

    /** What cannot be read is written anew: nothing is decided on it. */
    private static <T> Optional<T> read(String text, TypeReference<T> type) {
        try {
            return text == null ? Optional.empty() : Optional.ofNullable(Json.read(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
