package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.PlainRules.OwnerIs;
import io.quorate.core.SmallWorld.InstanceIs;
import io.quorate.core.SmallWorld.Means;
import io.quorate.core.SmallWorld.Spot;
import io.quorate.core.SmallWorld.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every small world: of each owner up, down, unknown or cordoned, with an instance or none, with evidence or none; with
 * a claim for nobody or any of them. In each the plan is checked, carried out and made anew until nothing is left to do.
 */
class SmallWorldsTest {

    private static final int ROUNDS = 30;
    private static final AtomicLong PLANS = new AtomicLong();
    private static final AtomicInteger LONGEST = new AtomicInteger();

    @Test
    void two_owners_under_every_policy() {
        var worlds = policies(2).flatMap(p -> worlds(2, p)).mapToInt(SmallWorldsTest::follow).sum();
        tell("groups of two", worlds);
    }

    @Test
    void three_owners() {
        var worlds = worlds(3, QuorumPolicy.MAJORITY).parallel().mapToInt(SmallWorldsTest::follow).sum();
        tell("groups of three", worlds);
    }

    /** The first of the smallest worlds in which something is wrong. */
    static Optional<String> noticed() {
        try {
            worlds(2, QuorumPolicy.MAJORITY).forEach(SmallWorldsTest::follow);
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private static void tell(String what, int worlds) {
        System.out.println(what + ": " + worlds + " worlds, " + PLANS.getAndSet(0) + " plans, at most "
                + LONGEST.getAndSet(0) + " to rest");
        assertThat(worlds).isPositive();
    }

    static Stream<QuorumPolicy> policies(int owners) {
        return Stream.of(Quorum.Rule.MAJORITY, Quorum.Rule.AT_LEAST_ONE, Quorum.Rule.MINIMUM_ONLINE)
                .flatMap(rule -> Stream.of(false, true).flatMap(witness -> Stream.of(QuorumPolicy.OnLoss.values())
                        .map(loss -> new QuorumPolicy(rule, rule == Quorum.Rule.MINIMUM_ONLINE ? owners : 0, witness,
                                loss))));
    }

    static Stream<Start> worlds(int owners, QuorumPolicy policy) {
        // Where nothing has been let through there is nothing to prove.
        var spots = Stream.of(OwnerIs.values()).flatMap(o -> Stream.of(InstanceIs.values())
                .flatMap(i -> Stream.of(true, false).filter(e -> !e || i.ordinal() > InstanceIs.GATED.ordinal())
                        .map(e -> new Spot(o, i, e))))
                .toList();
        Stream<List<Spot>> all = Stream.of(List.of());
        for (int i = 0; i < owners; i++) {
            all = all.flatMap(some -> spots.stream().map(s -> {
                var more = new ArrayList<>(some);
                more.add(s);
                return more;
            }));
        }
        return all.flatMap(s -> IntStream.rangeClosed(-1, owners - 1).boxed().flatMap(claim -> Stream.of(true, false)
                .filter(held -> held || claim >= 0).flatMap(held -> Stream.of(Means.values())
                        .filter(m -> m == Means.TAINT || s.stream().anyMatch(x -> x.owner() == OwnerIs.DOWN
                                && x.evidence()))
                        .map(m -> new Start(s, claim, held, policy, m)))));
    }

    /** To its end, or to the first broken rule. */
    static int follow(Start start) {
        var world = new SmallWorld(start);
        for (int round = 0; round < ROUNDS; round++) {
            var state = world.state();
            var plan = Planner.plan(state);
            PLANS.incrementAndGet();
            try {
                var check = new PlanCheck(world, state);
                check.check(plan);
                plan.steps().forEach(world::act);
                world.others();
                if (plan.steps().isEmpty() && world.state().equals(state)) {
                    check.atRest(plan);
                    LONGEST.accumulateAndGet(round, Math::max);
                    return 1;
                }
            } catch (AssertionError broken) {
                throw new AssertionError(broken.getMessage() + story(start, round), broken);
            }
        }
        throw new AssertionError("no rest" + story(start, ROUNDS));
    }

    /** What was done in a world, plan by plan. */
    private static String story(Start start, int rounds) {
        var text = new StringBuilder(" in\n");
        for (int i = 0; i < start.spots().size(); i++) {
            var spot = start.spots().get(i);
            text.append("n").append(i + 1).append(": ").append(spot.owner()).append(", instance ")
                    .append(spot.instance()).append(spot.evidence() ? ", with evidence\n" : "\n");
        }
        text.append(
                start.claim() < 0 ? "no claim" : (start.held() ? "held by n" : "released by n") + (start.claim() + 1))
                .append(", ").append(start.policy()).append(", ").append(start.means());
        var world = new SmallWorld(start);
        for (int round = 0; round <= rounds; round++) {
            var plan = Planner.plan(world.state());
            text.append("\n").append(Then.of(plan).replaceAll("(?s)verdict:.*?conditions:", "conditions:"));
            plan.steps().forEach(world::act);
            world.others();
        }
        return text.toString();
    }
}
