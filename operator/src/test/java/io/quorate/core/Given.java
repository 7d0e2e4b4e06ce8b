package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads a situation as an administrator would tell it. What is not said is as it mostly is: owners are online, their
 * records are up to date, the group is {@code shop/orders-db} under {@code Majority} and {@code Suspend}, a StatefulSet
 * makes its pods. The words of each part are read by the method of its name, and no other word is accepted.
 */
final class Given {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final Instant EARLIER = NOW.minusSeconds(60);
    private static final Duration DOWN_AFTER = Duration.ofSeconds(20);
    private static final Set<String> KEYS = Set.of("story", "proves", "group", "nodes", "record", "pods", "workload");

    private final JsonNode root;
    private final Declaration declared;
    private final Recorded recorded;

    private Given(JsonNode root) {
        this.root = root;
        only(root, KEYS);
        declared = group(root.path("group"));
        recorded = record(root.get("record"));
    }

    static GroupState read(Path file) throws IOException {
        return new Given(new YAMLMapper().readTree(file.toFile())).state();
    }

    private GroupState state() {
        var pods = GivenPods.read(root.path("pods"));
        var names = new LinkedHashSet<>(declared.nodes());
        if (recorded instanceof Recorded.Present(var record, var _)) {
            record.instances().stream().map(Instance::node).filter(n -> !n.isEmpty()).forEach(names::add);
        }
        pods.stream().flatMap(p -> p.node().stream()).forEach(names::add);
        var nodes = names.stream()
                .collect(Collectors.toMap(n -> n, n -> node(n, root.path("nodes").path(n).asText("online"))));
        return new GroupState(NOW, DOWN_AFTER, declared, root.path("group").path("shownEpoch").asLong(0), recorded,
                nodes, pods,
                workload(root.path("workload").asText("StatefulSet db")));
    }

    private static Declaration group(JsonNode g) {
        only(g, Set.of("name", "nodes", "quorum", "onLoss", "grace", "accepts", "deleting", "shownEpoch"));
        var rule = switch (g.path("quorum").asText("Majority")) {
            case "AtLeastOne" -> Quorum.Rule.AT_LEAST_ONE;
            case "Majority" -> Quorum.Rule.MAJORITY;
            case String other -> throw new IllegalArgumentException("quorum: " + other);
        };
        var accepts = g.has("accepts")
                ? texts(g.get("accepts")).stream().map(Evidence.Kind::valueOf).collect(Collectors.toSet())
                : Set.of(Evidence.Kind.OutOfService);
        return new Declaration("shop", g.path("name").asText("orders-db"), "group-uid", texts(g.path("nodes")), rule,
                Declaration.OnLoss.valueOf(g.path("onLoss").asText("Suspend").toUpperCase(java.util.Locale.ROOT)),
                seconds(g.path("grace").asText("20s")), accepts, g.path("deleting").asBoolean());
    }

    private static Workload workload(String text) {
        var words = text.split(" ", 2);
        return switch (words[0]) {
            case "none" -> new Workload.None();
            case "invalid:" -> new Workload.Invalid(List.of(words[1].split("; ")));
            default -> new Workload.Valid(words[0], words[1]);
        };
    }

    // ---- nodes

    private static Machine machine(String node, String serial, String uid, int boot) {
        return new Machine("uid-" + node + uid, "system-" + node + serial, "machine-" + node + serial, "",
                "boot-" + boot);
    }

    /**
     * {@code online}, {@code silent 25s}, {@code unproven 3s}, {@code not-ready 5s} or {@code missing}; then, after
     * commas: {@code cordoned}, {@code out-of-service}, {@code contradicted}, {@code boot 2}, {@code another machine},
     * {@code registered anew}, {@code no record}, {@code record up|down}, {@code allotted 3}, {@code not allotted}.
     */
    private NodeSight node(String name, String text) {
        Heartbeat heartbeat = new Heartbeat.Heard(Duration.ofSeconds(2));
        var exists = true;
        var notReady = Duration.ZERO;
        var cordoned = false;
        var outOfService = OutOfService.ABSENT;
        var boot = 1;
        var serial = "";
        var uid = "";
        var noRecord = false;
        Optional<NodeRecord.Recovery> recovery = Optional.empty();
        var allotted = held().filter(c -> c.node().equals(name)).map(Claim::epoch);
        for (var part : text.split(", ")) {
            var words = part.split(" ", 2);
            switch (words[0]) {
                case "online" -> {
                }
                case "silent" -> heartbeat = new Heartbeat.Heard(seconds(words[1]));
                case "unproven" -> heartbeat = new Heartbeat.Unproven(seconds(words[1]));
                case "not-ready" -> notReady = seconds(words[1]);
                case "missing" -> exists = false;
                case "cordoned" -> cordoned = true;
                case "out-of-service" -> outOfService = OutOfService.UNCONTRADICTED;
                case "contradicted" -> outOfService = OutOfService.CONTRADICTED;
                case "boot" -> boot = Integer.parseInt(words[1]);
                case "another" -> serial = "-other";
                case "registered" -> uid = "-anew";
                case "no" -> noRecord = true;
                case "record" ->
                    recovery = Optional.of(words[1].equals("up") ? NodeRecord.Recovery.UP : NodeRecord.Recovery.DOWN);
                case "allotted" -> allotted = Optional.of(Long.parseLong(words[1]));
                case "not" -> allotted = Optional.empty();
                default -> throw new IllegalArgumentException(name + ": " + part);
            }
        }
        var machine = exists ? machine(name, serial, uid, boot) : new Machine("", "", "", "", "");
        var bare = new NodeSight(name, exists, machine, heartbeat, notReady.isZero(), notReady, cordoned, outOfService,
                Optional.empty());
        if (noRecord || !declared.nodes().contains(name)) {
            return bare;
        }
        var standing = bare.standing(DOWN_AFTER);
        var right = standing == Standing.ONLINE || standing.undecided()
                ? NodeRecord.Recovery.UP
                : NodeRecord.Recovery.DOWN;
        var record = new NodeRecord(name, exists ? machine.nodeUid() : "uid-" + name, recovery.orElse(right),
                exists ? machine.bootId() : "boot-1", outOfService == OutOfService.CONTRADICTED ? machine.bootId() : "",
                EARLIER,
                List.of(declared.key()), List.of());
        var full = allotted.map(e -> record.allot(new Allocation(declared.key(), declared.uid(), e, Map.of())))
                .orElse(record);
        return new NodeSight(name, exists, machine, heartbeat, notReady.isZero(), notReady, cordoned, outOfService,
                Optional.of(full));
    }

    // ---- the record

    private Optional<Claim> held() {
        return recorded instanceof Recorded.Present(var record, var _) ? record.held() : Optional.empty();
    }

    private Recorded record(JsonNode r) {
        if (r == null) {
            return new Recorded.Present(
                    new GroupRecord(0, declared.nodes(), Optional.empty(), List.of(), List.of(), List.of()), true);
        }
        if (r.isTextual()) {
            return r.asText().equals("absent") ? new Recorded.Absent() : new Recorded.Unreadable(r.asText());
        }
        only(r, Set.of("epoch", "claim", "instances", "avoided", "kept"));
        var epoch = r.path("epoch").asLong();
        var claim = Optional.ofNullable(r.get("claim")).map(c -> claim(epoch, c.asText()));
        var instances = texts(r.path("instances")).stream().map(t -> instance(epoch, t)).toList();
        var avoided = texts(r.path("avoided")).stream().map(Given::avoidance).toList();
        return new Recorded.Present(new GroupRecord(epoch, declared.nodes(), claim, instances, avoided, List.of()),
                r.path("kept").asBoolean(true));
    }

    /** {@code held n1}, or {@code released n1 because QuorumLost}. */
    private static Claim claim(long epoch, String text) {
        var words = text.split(" ");
        return switch (words[0]) {
            case "held" -> new Claim(epoch, words[1], machine(words[1], "", "", 1), Claim.State.HELD, EARLIER,
                    "FirstEligibleOwner");
            case "released" ->
                new Claim(epoch, words[1], machine(words[1], "", "", 1), Claim.State.RELEASED, EARLIER, words[3]);
            default -> throw new IllegalArgumentException("claim: " + text);
        };
    }

    /** {@code db-0 on n1}; then, after commas: {@code epoch 2}, {@code stopping in boot 1}, {@code stopped by X}. */
    private static Instance instance(long epoch, String text) {
        var parts = List.of(text.split(", "));
        var words = parts.getFirst().split(" ");
        var node = words.length > 2 ? words[2] : "";
        var own = epoch;
        for (var part : parts) {
            own = part.startsWith("epoch ") ? Long.parseLong(part.substring(6)) : own;
        }
        var instance = new Instance(Planner.RESOURCE, words[0], GivenPods.name(words[0]), node,
                machine(node, "", "", 1), own,
                Instance.State.ADMITTED, Optional.empty(), Optional.empty(), Optional.empty());
        for (var part : parts.subList(1, parts.size())) {
            var last = part.substring(part.lastIndexOf(' ') + 1);
            if (part.startsWith("stopping in boot ")) {
                instance = instance.stopping(EARLIER, "boot-" + last);
            } else if (part.startsWith("stopped by ")) {
                instance = instance.stopped(new Evidence(Evidence.Kind.valueOf(last), "", EARLIER));
            } else if (!part.startsWith("epoch ")) {
                throw new IllegalArgumentException("instance: " + text);
            }
        }
        return instance;
    }

    /** {@code n1 for 5m because ...}. */
    private static Avoidance avoidance(String text) {
        var words = text.split(" ", 5);
        return new Avoidance(words[0], NOW.plus(seconds(words[2])), words[4]);
    }

    // ---- small things

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static void only(JsonNode node, Set<String> keys) {
        node.fieldNames().forEachRemaining(k -> {
            if (!keys.contains(k)) {
                throw new IllegalArgumentException("unknown key " + k + ", known: " + keys);
            }
        });
    }
}
