package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quorate.core.Constraint.Kind;
import io.quorate.core.Surroundings.Relocation;

/** Groups that look at each other come to rest: none drives another one about, whatever each of them prefers. */
class NoPingPongTest {

    private static final String A = "shop/a";
    private static final String B = "shop/b";
    private static final int ROUNDS = 60;
    private static final int MOVES = 3;

    /** What a group may ask of the other, where it fails over to, and whether it goes back. */
    private record Policy(Optional<Kind> kind, boolean required, FailoverPolicy.Kind failover, boolean failback) {

        Declaration of(String name, String other, int priority, List<String> nodes) {
            return new Declaration("shop", name, "uid-" + name, nodes, Declaration.Run.ALWAYS, priority,
                    QuorumPolicy.MAJORITY, StartupPolicy.FIRST_AVAILABLE,
                    new FailoverPolicy(failover, Duration.ofSeconds(20), Optional.empty()),
                    new FailbackPolicy(failback, Duration.ZERO, false),
                    new FencingPolicy(java.util.Set.of(Evidence.Kind.OutOfService), Duration.ofSeconds(30)),
                    List.of(Resource.MAIN), kind.map(k -> new Constraint(k, other, required)).stream().toList(),
                    Optional.empty(), false);
        }

        boolean apart() { return kind.filter(k -> k == Kind.DIFFERENT_NODE).isPresent() && required; }

        boolean together() { return kind.filter(k -> k == Kind.SAME_NODE).isPresent() && required; }
    }

    private static final List<String> NODES = List.of("n1", "n2", "n3");

    static Stream<Policy> policies() {
        var all = new ArrayList<Policy>();
        for (var failover : List.of(FailoverPolicy.Kind.NEXT_IN_ORDER, FailoverPolicy.Kind.LEAST_LOADED)) {
            for (var failback : List.of(true, false)) {
                all.add(new Policy(Optional.empty(), false, failover, failback));
                for (var kind : List.of(Kind.SAME_NODE, Kind.DIFFERENT_NODE)) {
                    all.add(new Policy(Optional.of(kind), true, failover, failback));
                    all.add(new Policy(Optional.of(kind), false, failover, failback));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void two_groups_come_to_rest_after_every_event(Policy one) {
        policies().forEach(two -> Stream.of(NODES, NODES.reversed()).forEach(nodes -> Stream.of(0, 10)
                .forEach(priority -> story(one, two, nodes, priority))));
    }

    private static void story(Policy one, Policy two, List<String> nodes, int priority) {
        var told = one + " beside " + two + " on " + nodes + ", priority " + priority;
        var world = new Neighbours(1_000, List.of(one.of("a", B, 0, NODES), two.of("b", A, priority, nodes)));
        rests(world, one, two, told + ", at the start");
        for (var node : NODES) {
            world.fails(node);
            rests(world, one, two, told + ", after the failure of " + node);
            world.returns(node);
            world.now = world.now.plus(Duration.ofHours(1));
            rests(world, one, two, told + ", after the return of " + node);
        }
        world.ask(A, new Relocation("maintenance", Optional.of("n3"), Optional.empty(), world.now,
                world.now.plus(Duration.ofMinutes(30)), false));
        rests(world, one, two, told + ", after a relocation");
        world.now = world.now.plus(Duration.ofHours(1));
        rests(world, one, two, told + ", after its end");
    }

    private static void rests(Neighbours world, Policy one, Policy two, String when) {
        var before = List.of(world.claims(A), world.claims(B));
        assertThat(world.settle(ROUNDS)).as(when + ": comes to rest; " + world).isNotNegative();
        assertThat(world.claims(A) - before.getFirst()).as(when + ": moves of a; " + world).isLessThanOrEqualTo(MOVES);
        assertThat(world.claims(B) - before.getLast()).as(when + ": moves of b; " + world).isLessThanOrEqualTo(MOVES);
        if (world.node(A).isPresent() && world.node(B).isPresent()) {
            var same = world.node(A).equals(world.node(B));
            assertThat(same && (one.apart() || two.apart())).as(when + ": apart; " + world).isFalse();
            assertThat(!same && (one.together() || two.together())).as(when + ": together; " + world).isFalse();
        }
    }

    @Test
    void the_loss_of_a_node_spreads_its_groups_where_room_is_short() {
        var plain = new Policy(Optional.empty(), false, FailoverPolicy.Kind.NEXT_IN_ORDER, true);
        var world = new Neighbours(6_000, List.of(plain.of("a", B, 0, NODES), plain.of("b", A, 0, NODES),
                plain.of("c", A, 0, NODES)));
        assertThat(world.settle(ROUNDS)).isNotNegative();
        assertThat(Stream.of(A, B, "shop/c").map(world::node).distinct()).as("each has a node of its own: " + world)
                .hasSize(3).allMatch(Optional::isPresent);
        world.fails("n1");
        assertThat(world.settle(ROUNDS)).as("nobody drives another one away: " + world).isNotNegative();
        assertThat(Stream.of(A, B, "shop/c").flatMap(g -> world.node(g).stream())).as(world.toString())
                .doesNotHaveDuplicates();
    }

    @Test
    void of_two_groups_that_allot_the_same_node_at_once_one_decides_again() {
        var apart = new Policy(Optional.of(Kind.DIFFERENT_NODE), true, FailoverPolicy.Kind.NEXT_IN_ORDER, false);
        var plain = new Policy(Optional.empty(), false, FailoverPolicy.Kind.NEXT_IN_ORDER, false);
        var world = new Neighbours(1_000, List.of(plain.of("a", B, 0, NODES), apart.of("b", A, 0, NODES)));
        assertThat(world.settle(ROUNDS)).isNotNegative();
        assertThat(world.node(A)).contains("n1");
        assertThat(world.node(B)).contains("n2");
    }
}
