package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConstraintsTest {

    @Test
    void required_constraint_bars_a_node_and_a_preferred_one_only_counts_against_it() {
        var required = Given.of("""
                group: {nodes: [n1, n2], constraints: [apart from shop/a]}
                groups: {shop/a: ready on n1}
                """);
        var preferred = Given.of("""
                group: {nodes: [n1, n2], constraints: [prefers apart from shop/a]}
                groups: {shop/a: ready on n1}
                """);

        assertThat(Constraints.bar(required, required.node("n1"))).map(Bar::reason).contains("GroupIsThere");
        assertThat(Constraints.bar(required, required.node("n2"))).isEmpty();
        assertThat(Constraints.bar(preferred, preferred.node("n1"))).isEmpty();
        assertThat(Constraints.unkept(preferred, preferred.node("n1"))).isEqualTo(1);
    }

    @Test
    void other_group_that_is_there_may_want_to_be_apart_from_this_one() {
        var state = Given.of("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, room of shop/a apart from this", n2: "online, room of shop/a"}
                """);

        assertThat(Constraints.bar(state, state.node("n1"))).map(Bar::reason).contains("GroupIsThere");
        assertThat(Constraints.bar(state, state.node("n2"))).isEmpty();
    }

    @Test
    void room_of_its_own_keeps_nobody_away() {
        var state = Given.of("""
                group: {nodes: [n1, n2], constraints: [apart from shop/a]}
                nodes: {n1: "online, allotted 3"}
                """);

        assertThat(Constraints.bar(state, state.node("n1"))).isEmpty();
    }

    @Test
    void group_of_which_nothing_is_known_lets_nobody_start_after_it() {
        assertThat(Constraints.startAfter(Given.of("""
                group: {nodes: [n1, n2], constraints: [start after shop/a]}
                """))).map(Refusal::message).get().asString().contains("does not exist");
    }

    @Test
    void of_two_that_must_be_apart_the_one_of_lower_priority_leaves() {
        var lower = Given.of("""
                group: {nodes: [n1, n2], priority: 1, constraints: [apart from shop/a]}
                groups: {shop/a: "ready on n1, priority 2"}
                """);
        var higher = Given.of("""
                group: {nodes: [n1, n2], priority: 3, constraints: [apart from shop/a]}
                groups: {shop/a: "ready on n1, priority 2"}
                """);

        assertThat(Constraints.leave(lower, lower.node("n1"))).contains("GroupIsThere");
        assertThat(Constraints.leave(higher, higher.node("n1"))).isEmpty();
    }

    @Test
    void of_two_of_equal_priority_exactly_one_leaves() {
        var first = Given.of("""
                group: {name: a, nodes: [n1, n2], constraints: [apart from shop/b]}
                groups: {shop/b: ready on n1}
                """);
        var second = Given.of("""
                group: {name: b, nodes: [n1, n2], constraints: [apart from shop/a]}
                groups: {shop/a: ready on n1}
                """);

        assertThat(Constraints.leave(first, first.node("n1"))).isEmpty();
        assertThat(Constraints.leave(second, second.node("n1"))).contains("GroupIsThere");
    }

    @Test
    void group_is_followed_only_where_it_is_active() {
        var idle = Given.of("""
                group: {nodes: [n1, n2], constraints: [same node as shop/a]}
                groups: {shop/a: idle}
                """);
        var active = Given.of("""
                group: {nodes: [n1, n2], constraints: [same node as shop/a]}
                groups: {shop/a: starting on n2}
                """);

        assertThat(Constraints.leave(idle, idle.node("n1"))).isEmpty();
        assertThat(Constraints.leave(active, active.node("n1"))).contains("FollowsGroup");
        assertThat(Constraints.leave(active, active.node("n2"))).isEmpty();
    }

    @Test
    void allocation_tells_only_whom_the_group_must_not_meet() {
        assertThat(Constraints.apart(Given.of("""
                group: {nodes: [n1, n2],
                  constraints: [apart from shop/b, apart from shop/a, prefers apart from shop/c, same node as shop/d]}
                """))).containsExactly("shop/a", "shop/b");
    }
}
