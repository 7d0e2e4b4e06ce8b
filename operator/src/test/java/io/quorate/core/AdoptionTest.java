package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {

    @Test
    void what_runs_alone_on_an_online_owner_is_adopted_there() {
        assertThat(node("""
                group: {nodes: [n1, n2, n3]}
                record: {instances: ["db-0 on n2, found"]}
                pods: {db-0: "on n2, held, ready"}
                """)).contains("n2");
    }

    @Test
    void what_ends_is_not_adopted() {
        assertThat(node("""
                group: {nodes: [n1, n2, n3]}
                record: {instances: ["db-0 on n2, found"]}
                pods: {db-0: "on n2, held, running, deleted"}
                """)).isEmpty();
    }

    @Test
    void what_has_ended_is_not_adopted() {
        assertThat(node("""
                group: {nodes: [n1, n2, n3]}
                record: {instances: ["db-0 on n2, found"]}
                pods: {db-0: "on n2, held, failed by kubelet"}
                """)).isEmpty();
    }

    @Test
    void nothing_is_adopted_beside_what_was_let_through() {
        assertThat(node("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: released n2 because NodeSilent,
                  instances: [db-0 on n2, "db-1 on n2, found, resource exporter"]}
                pods: {db-0: "on n2, held, epoch 1, ready", db-1: "on n2, held, ready, resource exporter"}
                """)).isEmpty();
    }

    @Test
    void two_of_one_resource_are_not_adopted_even_on_one_node() {
        assertThat(node("""
                group: {nodes: [n1, n2, n3]}
                record: {instances: ["db-0 on n2, found", "db-1 on n2, found"]}
                pods: {db-0: "on n2, held, ready", db-1: "on n2, held, ready"}
                """)).isEmpty();
    }

    @Test
    void one_of_each_resource_is_adopted_together_but_not_from_two_nodes() {
        var one = """
                group: {nodes: [n1, n2, n3], resources: [db, exporter]}
                record: {instances: ["db-0 on n2, found, resource db", "exporter-0 on %s, found, resource exporter"]}
                pods: {db-0: "on n2, held, ready, resource db", exporter-0: "on %s, held, ready, resource exporter"}
                """;

        assertThat(node(one.replace("%s", "n2"))).contains("n2");
        assertThat(node(one.replace("%s", "n3"))).isEmpty();
    }

    private static Optional<String> node(String text) { return Adoption.node(Situation.of(Given.of(text))); }
}
