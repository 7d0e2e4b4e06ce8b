package io.quorate.simulation;

import io.quorate.api.v1alpha1.ConstraintsSpec;
import io.quorate.api.v1alpha1.NeighbourSpec;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
import io.quorate.api.v1alpha1.Strength;
import io.quorate.core.Allocation;
import io.quorate.core.GroupRecord;
import io.quorate.core.NodeRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What groups that share a node owe each other: room, and to keep apart. */
final class Neighbourhood {

    private static final long THOUSANDTHS = 1000;

    private final World world;

    Neighbourhood(World world) {
        this.world = world;
    }

    /** Two groups that decide at once must not both count on the same room, or both believe that they keep apart. */
    void claimed(String group, GroupRecord next, Optional<NodeRecord> node) {
        var claim = next.held().orElseThrow();
        var there = node.stream().flatMap(r -> r.allocations().stream()).filter(a -> holds(name(a), claim.node())
                || name(a).equals(group)).toList();
        if (Judge.adopted(next) || there.stream().anyMatch(a -> Judge.adopted(world.judge.record(name(a))))) {
            // What ran already is taken as it is.
            return;
        }
        var own = there.stream().filter(a -> name(a).equals(group)).mapToLong(Neighbourhood::cpu).sum();
        var all = there.stream().mapToLong(Neighbourhood::cpu).sum();
        Judge.hold(own == 0 || all <= Kubelet.CPUS * THOUSANDTHS, () -> "1 (room): " + group + " is claimed for "
                + claim.node() + ", where " + all + " of " + Kubelet.CPUS * THOUSANDTHS + " are allotted: " + there);
        var spec = world.server.groups.get(group).getSpec();
        there.stream().map(Neighbourhood::name).filter(g -> !g.equals(group)).forEach(
                g -> Judge.hold(!apart(group, spec, g), () -> "1 (apart): " + group + " is claimed for " + claim.node()
                        + " beside " + g));
    }

    private static String name(Allocation allocation) { return allocation.group().split("/")[1]; }

    private static long cpu(Allocation allocation) { return allocation.requests().getOrDefault("cpu", 0L); }

    private boolean holds(String group, String node) {
        return world.server.groups.containsKey(group)
                && world.judge.record(group).held().filter(c -> c.node().equals(node)).isPresent();
    }

    /** Whether one of the two does not want the other beside it. */
    private boolean apart(String group, ResourceGroupSpec spec, String other) {
        var declared = world.server.groups.get(other);
        return required(spec, ConstraintsSpec::differentNode).contains(other)
                || declared != null && required(declared.getSpec(), ConstraintsSpec::differentNode).contains(group);
    }

    private static List<String> required(ResourceGroupSpec spec, Function<ConstraintsSpec, List<NeighbourSpec>> kind) {
        return Optional.ofNullable(spec.constraints()).map(kind).orElse(List.of()).stream()
                .filter(c -> c.strength() != Strength.Preferred).map(NeighbourSpec::group).toList();
    }

    /** Whether nobody keeps the group from this node, and all that it follows are there. */
    boolean beside(String group, ResourceGroupSpec spec, String node) {
        return required(spec, ConstraintsSpec::sameNode).stream().allMatch(g -> holds(g, node))
                && world.server.groups.keySet().stream().filter(g -> !g.equals(group))
                        .noneMatch(g -> apart(group, spec, g) && there(g, node));
    }

    private boolean there(String group, String node) {
        return holds(group, node) || world.judge.record(group).unsettled().stream()
                .anyMatch(i -> i.node().equals(node));
    }

    /** Whether the node has room for all of the group's workloads, beside what others have there. */
    boolean room(String group, String node) {
        var asked = world.controllers.templates.values().stream().filter(t -> t.group().equals(group))
                .mapToInt(Controllers.Template::cpus).sum();
        var bound = world.server.podsBound(node).stream().map(p -> p.getMetadata().getOwnerReferences().getFirst()
                .getName()).toList();
        var taken = world.controllers.templates.entrySet().stream().filter(t -> !t.getValue().group().equals(group))
                .filter(t -> bound.contains(t.getKey()) || there(t.getValue().group(), node))
                .mapToInt(t -> t.getValue().cpus()).sum();
        return asked == 0 || asked + taken <= Kubelet.CPUS;
    }
}
