package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityTest {

    @Test
    void of_two_pods_of_one_resource_the_larger_request_counts() {
        assertThat(Capacity.asked(Given.of("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, ready, asks cpu 2", db-1: "gated, asks cpu 3"}
                """))).containsOnly(java.util.Map.entry("cpu", 3000L));
    }

    @Test
    void requests_of_different_resources_are_added() {
        assertThat(Capacity.asked(Given.of("""
                group: {nodes: [n1, n2], resources: [db, exporter]}
                pods: {db-0: "gated, resource db, asks cpu 2", exporter-0: "gated, resource exporter, asks cpu 0.5"}
                """))).containsOnly(java.util.Map.entry("cpu", 2500L));
    }

    @Test
    void pod_that_goes_or_will_be_made_anew_asks_for_nothing() {
        assertThat(Capacity.asked(Given.of("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, deleted, asks cpu 8", db-1: "gated, stale, asks cpu 8"}
                """))).isEmpty();
    }

    @Test
    void what_a_node_does_not_tell_of_is_not_short_there() {
        assertThat(bar("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, free memory 16"}
                pods: {db-0: "gated, asks cpu 2"}
                """)).isEmpty();
    }

    @Test
    void room_that_just_fits_is_room() {
        assertThat(bar("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, free cpu 2"}
                pods: {db-0: "gated, asks cpu 2"}
                """)).isEmpty();
    }

    @Test
    void any_one_kind_of_room_that_is_short_is_a_bar() {
        assertThat(bar("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, free cpu 8 memory 1.5"}
                pods: {db-0: "gated, asks cpu 2 memory 2"}
                """)).map(Bar::message).contains("asks for 2 memory, 1.5 free");
    }

    @Test
    void rival_that_would_go_elsewhere_takes_no_room_here() {
        assertThat(bar("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, free cpu 2"}
                rivals: [shop/big to n2 asks cpu 2]
                pods: {db-0: "gated, asks cpu 2"}
                """)).isEmpty();
    }

    private static Optional<Bar> bar(String text) {
        var state = Given.of(text);
        return Capacity.bar(state, state.node("n1"));
    }
}
