package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A node of a situation, as its text tells of it. */
final class GivenNode {

    private final String name;
    private final Declaration declared;
    private final Recorded recorded;
    private Heartbeat heartbeat = new Heartbeat.Heard(Duration.ofSeconds(2));
    private boolean exists = true;
    private Duration notReady = Duration.ZERO;
    private boolean cordoned;
    private OutOfService outOfService = OutOfService.ABSENT;
    private String boot = "1";
    private String serial = "";
    private String uid = "";
    private boolean clone;
    private boolean unrecorded;
    private Optional<NodeRecord.Recovery> recovery = Optional.empty();
    private Instant since = Given.EARLIER;
    private List<Instant> losses = List.of();
    private String fencedBoot = "";
    private String notedBoot = "";
    private final Map<String, Long> free = new LinkedHashMap<>();
    private final List<String> barriers = new ArrayList<>();
    private final List<FenceSight> fences = new ArrayList<>();
    private final List<Allocation> others = new ArrayList<>();
    private int load;
    private boolean fenceable;
    private Optional<Long> allotted;
    private List<String> apart;

    GivenNode(String name, Declaration declared, Recorded recorded) {
        this.name = name;
        this.declared = declared;
        this.recorded = recorded;
        allotted = recorded instanceof Recorded.Present(var record, var _)
                ? record.held().filter(c -> c.node().equals(name)).map(Claim::epoch)
                : Optional.empty();
        apart = declared.constraints().stream()
                .filter(c -> c.kind() == Constraint.Kind.DIFFERENT_NODE && c.required()).map(Constraint::group).sorted()
                .toList();
    }

    /**
     * {@code online}, {@code silent 25s}, {@code unproven 3s}, {@code together 40s} (silent with most others, not believed for that long), {@code not-ready 5s} or {@code missing}; then, after
     * commas: {@code cordoned}, {@code out-of-service}, {@code contradicted}, {@code declared out of service by us}, {@code boot 2}, {@code another machine},
     * {@code clone} (another machine, from the same disk image), {@code registered anew}, {@code no record}, {@code record up|down}, {@code up for 5m},
     * {@code lost 40m and 20m and 1m ago}, {@code allotted 3}, {@code apart from nobody} (as its room says, whatever the group declares),
     * {@code not allotted}, {@code room of shop/other}, {@code room of shop/other apart from this}, {@code free cpu 2
     * memory 4}, {@code load 300}, {@code barrier WORDS}, {@code fenceable}, {@code fenced boot 1}, {@code noted boot
     * 1} (its record says that it renewed its Lease under the taint), and {@code fence
     * running|succeeded|failed|contradicted|attested of boot 1 [on another machine] covers db-0 and db-1}.
     */
    NodeSight read(String text) {
        for (var part : text.split(", ")) {
            var words = part.split(" ", 2);
            word(words[0], words.length > 1 ? words[1] : "");
        }
        var machine = exists ? machine() : new Machine("", "", "", "", "");
        var room = new NodeSight.Room(free, load, barriers);
        var bare = new NodeSight(name, exists, machine, heartbeat, exists && notReady.isZero(), notReady, cordoned,
                outOfService, room, fences, fenceable, Optional.empty());
        if (unrecorded || !listed()) {
            return bare;
        }
        return new NodeSight(name, exists, machine, heartbeat, exists && notReady.isZero(), notReady, cordoned,
                outOfService, room, fences, fenceable, Optional.of(record(machine, bare.standing(Given.DOWN_AFTER))));
    }

    private Machine machine() {
        var same = Given.machine(name, serial, uid, boot);
        return clone
                ? new Machine(same.nodeUid(), same.systemUuid() + "-clone", same.machineId(), "", same.bootId())
                : same;
    }

    private boolean listed() {
        return declared.lists(name) || !notedBoot.isEmpty()
                || recorded instanceof Recorded.Present(var record, var _) && record.owners().contains(name);
    }

    private void word(String first, String rest) {
        switch (first) {
            case "online" -> {
            }
            case "silent" -> heartbeat = new Heartbeat.Heard(Given.span(rest));
            case "unproven" -> heartbeat = new Heartbeat.Unproven(Given.span(rest));
            case "together" -> heartbeat = new Heartbeat.Together(Given.span(rest));
            case "not-ready" -> notReady = Given.span(rest);
            case "missing" -> exists = false;
            case "cordoned" -> cordoned = true;
            case "out-of-service" -> outOfService = OutOfService.UNCONTRADICTED;
            case "declared" -> outOfService = OutOfService.OWN;
            case "contradicted" -> outOfService = OutOfService.CONTRADICTED;
            case "boot" -> boot = rest;
            case "another" -> serial = "-other";
            case "clone" -> clone = true;
            case "registered" -> uid = "-anew";
            case "no" -> unrecorded = true;
            case "record" -> recovery = Optional.of(GivenGroup.constant(NodeRecord.Recovery.class, rest));
            case "up" -> since = Given.NOW.minus(Given.span(rest.substring(4)));
            case "lost" -> losses = Stream.of(rest.replace(" ago", "").split(" and "))
                    .map(t -> Given.NOW.minus(Given.span(t))).toList();
            case "allotted" -> allotted = Optional.of(Long.parseLong(rest));
            case "apart" -> apart = List.of();
            case "not" -> allotted = Optional.empty();
            case "room" -> others.add(other(rest.substring(3)));
            case "free" -> free.putAll(Given.amounts(rest));
            case "load" -> load = Integer.parseInt(rest);
            case "barrier" -> barriers.add(rest);
            case "fenceable" -> fenceable = true;
            case "noted" -> notedBoot = "boot-" + rest.substring(5);
            case "fenced" -> fencedBoot = "boot-" + rest.substring(5);
            case "fence" -> fences.add(fence(rest));
            default -> throw new IllegalArgumentException(name + ": " + first + " " + rest);
        }
    }

    private Allocation other(String text) {
        var group = text.split(" ")[0];
        return new Allocation(group, "uid-of-" + group, 1, Map.of(),
                text.endsWith("apart from this") ? List.of(declared.key()) : List.of());
    }

    private FenceSight fence(String text) {
        var words = text.split(" of boot | covers ");
        var attested = words[0].equals("attested");
        var boot = words[1].split(" on another machine")[0];
        var other = boot.equals(words[1]) ? "" : "-other";
        return new FenceSight("fence-" + name, Given.machine(name, other, "", boot), Set.copyOf(Given.names(words[2])),
                attested ? Evidence.Kind.Attested : Evidence.Kind.NodeFenced,
                attested ? FenceSight.State.SUCCEEDED : GivenGroup.constant(FenceSight.State.class, words[0]), "");
    }

    private NodeRecord record(Machine machine, Standing standing) {
        var right = standing == Standing.ONLINE || standing.undecided()
                ? NodeRecord.Recovery.UP
                : NodeRecord.Recovery.DOWN;
        var listed = new NodeRecord(name, exists ? machine.nodeUid() : "uid-" + name, recovery.orElse(right),
                exists ? machine.bootId() : "boot-" + boot,
                outOfService == OutOfService.CONTRADICTED ? machine.bootId() : notedBoot,
                fencedBoot, since, losses, List.of(declared.key()), others);
        return allotted.map(e -> listed.allot(new Allocation(declared.key(), declared.uid(), e, Map.of(), apart)))
                .orElse(listed);
    }
}
