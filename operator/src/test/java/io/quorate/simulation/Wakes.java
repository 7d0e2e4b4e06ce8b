package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.quorate.api.v1alpha1.AfterGroupSpec;
import io.quorate.api.v1alpha1.NeighbourSpec;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.observe.Heartbeats;
import io.quorate.observe.Silence;
import io.quorate.record.GroupRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When an operator looks at a group or a fence: for what {@code Wakeups} is told of by watches that miss nothing, when
 * the time has come that the last look asked for, and else after the framework's maximal interval.
 */
final class Wakes {

    private static final Duration GROUP_INTERVAL = Duration.ofMinutes(5);
    private static final Duration FENCE_INTERVAL = Duration.ofHours(1);

    /** Why it is looked at. */
    enum Cause {
        NONE, EVENT, TIME, INTERVAL
    }

    private record Alarm(long at, Cause cause) {}

    private final World world;
    private final Heartbeats heartbeats;
    private final Silence silence;
    private final Set<String> woken = new HashSet<>();
    /** By group or fence, all that would have woken it, as it was when it was looked at last. */
    private final Map<String, List<Object>> seen = new HashMap<>();
    private final Map<String, Alarm> alarms = new HashMap<>();

    Wakes(World world, Heartbeats heartbeats) {
        this.world = world;
        this.heartbeats = heartbeats;
        silence = new Silence(heartbeats);
    }

    /** The watch tells of a Lease. */
    void told(Lease lease) {
        if (heartbeats.told(lease)) {
            node(lease.getMetadata().getName());
        }
    }

    /** Looks for nodes that have fallen silent by now. */
    void tick() { silence.changed().forEach(this::node); }

    private void node(String node) {
        world.server.groups.values().stream().filter(g -> concerned(g).contains(node))
                .forEach(g -> woken.add(g.getMetadata().getName()));
    }

    /** A group's status was written, or it is gone: those that it names in its constraints, and those that name it. */
    void neighbours(ResourceGroup group) {
        var name = group.getMetadata().getName();
        woken.addAll(named(group));
        world.server.groups.values().stream().filter(g -> named(g).contains(name))
                .forEach(g -> woken.add(g.getMetadata().getName()));
    }

    void again(String what) { woken.add(what); }

    Cause group(String group) { return cause(group, facts(group)); }

    Cause fence(String fence) { return cause(fence, version(fence)); }

    private Cause cause(String what, List<Object> facts) {
        if (woken.contains(what) || !facts.equals(seen.get(what))) {
            return Cause.EVENT;
        }
        var alarm = alarms.get(what);
        return alarm != null && alarm.at() <= world.millis ? alarm.cause() : Cause.NONE;
    }

    /** A look begins: what happens from now on wakes again. */
    void looking(String group) {
        begin(group, facts(group));
    }

    void lookingAtFence(String fence) { begin(fence, version(fence)); }

    private void begin(String what, List<Object> facts) {
        woken.remove(what);
        seen.put(what, facts);
    }

    void looked(String group, Optional<Duration> again) { set(group, again, GROUP_INTERVAL); }

    void lookedAtFence(String fence, Optional<Duration> again) { set(fence, again, FENCE_INTERVAL); }

    private void set(String what, Optional<Duration> again, Duration interval) {
        alarms.put(what, new Alarm(world.millis + again.orElse(interval).toMillis(),
                again.isPresent() ? Cause.TIME : Cause.INTERVAL));
    }

    private List<Object> version(String fence) {
        var object = world.server.fences.get(fence);
        return object == null ? List.of() : List.of(object.getMetadata().getResourceVersion());
    }

    private List<Object> facts(String name) {
        var server = world.server;
        var group = server.groups.get(name);
        if (group == null) {
            return List.of();
        }
        var facts = new ArrayList<Object>();
        facts.add(group.getMetadata().getResourceVersion());
        facts.add(Optional.ofNullable(server.maps.get(GroupRecords.name(name))).map(Wakes::version));
        server.pods.values().stream().filter(p -> name.equals(Controllers.group(p)))
                .forEach(p -> facts.add(p.getMetadata().getResourceVersion()));
        var nodes = concerned(group);
        nodes.forEach(n -> facts.add(Optional.ofNullable(server.nodes.get(n)).map(Wakes::facts)));
        server.fences.values().stream().filter(f -> nodes.contains(f.getSpec().node()))
                .forEach(f -> facts.add(f.getMetadata().getResourceVersion()));
        server.relocations.values().stream().filter(r -> r.getSpec().group().equals(name))
                .forEach(r -> facts.add(r.getMetadata().getUid()));
        return facts;
    }

    private static String version(ConfigMap map) { return map.getMetadata().getResourceVersion(); }

    private static List<Object> facts(Node node) {
        return List.of(node.getMetadata().getUid(), Optional.ofNullable(node.getMetadata().getLabels()),
                node.getStatus().getConditions().getFirst().getStatus(),
                node.getStatus().getNodeInfo().getBootID(),
                Optional.ofNullable(node.getSpec().getUnschedulable()), node.getSpec().getTaints());
    }

    private static List<String> concerned(ResourceGroup group) {
        var doubtful = Optional.ofNullable(group.getStatus()).map(s -> s.inDoubt()).orElse(List.of()).stream()
                .map(d -> d.node()).filter(Objects::nonNull);
        return Stream.concat(group.getSpec().nodes().stream(), doubtful).distinct().toList();
    }

    /** Groups that its constraints name. */
    private static List<String> named(ResourceGroup group) {
        var constraints = Optional.ofNullable(group.getSpec().constraints());
        return Stream.of(
                constraints.map(c -> c.startAfter()).orElse(List.of()).stream().map(AfterGroupSpec::group),
                constraints.map(c -> c.sameNode()).orElse(List.of()).stream().map(NeighbourSpec::group),
                constraints.map(c -> c.differentNode()).orElse(List.of()).stream().map(NeighbourSpec::group))
                .flatMap(s -> s).toList();
    }
}
