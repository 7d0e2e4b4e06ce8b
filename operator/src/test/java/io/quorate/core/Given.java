package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads a situation as an administrator would tell it. What is not said is as it mostly is: owners are online, their
 * records are up to date, the group is {@code shop/orders-db} under {@code Majority} and {@code Suspend}, a StatefulSet
 * makes its pods. The words of each part are read by the class of its name, and no other word is accepted.
 */
final class Given {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final Instant EARLIER = NOW.minusSeconds(60);
    static final Duration DOWN_AFTER = Duration.ofSeconds(20);
    private static final Set<String> KEYS = Set.of("story", "proves", "group", "nodes", "record", "pods", "workload",
            "workloads", "objects", "sufficient", "window", "groups", "rivals", "relocations", "self-fenced", "wrong");

    private Given() {}

    static GroupState read(Path file) throws IOException { return read(new YAMLMapper().readTree(file.toFile())); }

    /** The same from a text block. */
    static GroupState of(String text) {
        try {
            return read(new YAMLMapper().readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static GroupState read(JsonNode root) {
        only(root, KEYS);
        var declared = GivenGroup.read(root.path("group"));
        var recorded = GivenRecord.read(root.get("record"), declared);
        var pods = GivenPods.read(root.path("pods"));
        var names = new LinkedHashSet<>(declared.nodes());
        if (recorded instanceof Recorded.Present(var record, var _)) {
            names.addAll(record.owners());
            record.claim().ifPresent(c -> names.add(c.node()));
            record.instances().stream().map(Instance::node).filter(n -> !n.isEmpty()).forEach(names::add);
        }
        pods.stream().flatMap(p -> p.node().stream()).forEach(names::add);
        var nodes = names.stream().collect(Collectors.toMap(n -> n,
                n -> new GivenNode(n, declared, recorded).read(root.path("nodes").path(n).asText("online"))));
        var told = recorded instanceof Recorded.Present(var record, var _) ? record.epoch() : 0;
        return new GroupState(NOW, DOWN_AFTER, declared, root.path("group").path("shownEpoch").asLong(told), recorded,
                nodes, pods, workloads(root, declared), GivenSurroundings.read(root));
    }

    private static Map<String, Workload> workloads(JsonNode root, Declaration declared) {
        var all = new HashMap<String, Workload>();
        declared.workloads().forEach(r -> all.put(r.name(), workload(root.path("workloads").path(r.name())
                .asText(root.path("workload").asText("StatefulSet db")))));
        return all;
    }

    private static Workload workload(String text) {
        var words = text.split(" ", 2);
        return switch (words[0]) {
            case "none" -> new Workload.None();
            case "invalid:" -> new Workload.Invalid(List.of(words[1].split("; ")));
            default -> new Workload.Valid(words[0], words[1]);
        };
    }

    // ---- words that all parts use

    static Machine machine(String node, String serial, String uid, String boot) {
        return new Machine("uid-" + node + uid, "system-" + node + serial, "machine-" + node + serial, "",
                "boot-" + boot);
    }

    static Machine machine(String node) { return machine(node, "", "", "1"); }

    /** {@code 20s}, {@code 5m}, {@code 1h}. */
    static Duration span(String text) {
        return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
    }

    /** {@code cpu 2 memory 4}: amounts in whole units. */
    static Map<String, Long> amounts(String text) {
        var words = text.split(" ");
        var all = new HashMap<String, Long>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            all.put(words[i], Math.round(Double.parseDouble(words[i + 1]) * 1000));
        }
        return all;
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }

    static List<String> names(String list) {
        return new ArrayList<>(List.of(list.split(" and |, ")));
    }

    static void only(JsonNode node, Set<String> keys) {
        node.fieldNames().forEachRemaining(k -> {
            if (!keys.contains(k)) {
                throw new IllegalArgumentException("unknown key " + k + ", known: " + keys);
            }
        });
    }
}
