package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsatisfiableTest {

    @Test
    void groups_that_wait_for_each_other_never_start() {
        assertThat(why("[start after shop/a]", "ready on n2; same node as shop/b", "idle; start after shop/orders-db"))
                .isEqualTo(
                        "waits for itself: shop/orders-db for shop/a for shop/b for shop/orders-db; take one of these"
                                + " out of spec.constraints");
    }

    @Test
    void groups_that_must_be_together_may_not_refuse_each_other() {
        assertThat(why("[same node as shop/a, apart from shop/b]", "ready on n2; same node as shop/b", "idle"))
                .isEqualTo("must be on the node of shop/a and shop/b, and shop/orders-db must not be with shop/b; take"
                        + " one of these out of spec.constraints");
        assertThat(why("[same node as shop/a]", "ready on n2; apart from shop/orders-db", "idle"))
                .contains("shop/a must not be with shop/orders-db");
        assertThat(why("[same node as shop/a, same node as shop/b]", "idle; apart from shop/b", "idle"))
                .contains("shop/a must not be with shop/b");
    }

    @Test
    void what_is_only_preferred_contradicts_nothing() {
        assertThat(why("[prefers same node as shop/a]", "ready on n2; apart from shop/orders-db", "idle")).isEmpty();
        assertThat(why("[same node as shop/a]", "ready on n2; prefers apart from shop/orders-db", "idle")).isEmpty();
    }

    @Test
    void groups_that_must_be_together_need_an_owner_in_common() {
        assertThat(why("[same node as shop/a]", "ready on n3; owners n3 and n4", "idle")).isEqualTo("must be on the"
                + " node of shop/a, and no node is an owner of all of them; name one in spec.nodes of each");
        assertThat(why("[same node as shop/a]", "ready on n3; owners n3 and n2", "idle")).isEmpty();
        assertThat(why("[same node as shop/gone]", "idle", "idle")).isEmpty();
    }

    private static String why(String constraints, String a, String b) {
        return Unsatisfiable.why(Given.of("""
                group: {nodes: [n1, n2], constraints: %s}
                groups: {shop/a: "%s", shop/b: "%s"}
                """.formatted(constraints, a, b))).orElse("");
    }
}
