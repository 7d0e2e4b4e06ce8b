package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceTest {

    private static final String THREE = """
            group: {nodes: [n1, n2], resources: [db, exporter after db, backup after exporter]}
            record: {epoch: 1, claim: %s, instances: ["db-0 on n1, resource db", "backup-0 on n1, resource backup"]}
            pods:
              db-0: on n1, held, epoch 1, %s, resource db
              backup-0: on n1, held, epoch 1, ready, resource backup
            """;

    @Test
    void a_resource_starts_when_what_it_needs_is_ready() {
        var s = Situation.of(Given.of(THREE.formatted("held n1", "ready")));
        assertThat(Sequence.mayStart(s, s.declared().resources().get(1))).isTrue();
    }

    @Test
    void a_resource_waits_for_what_is_not_ready() {
        var s = Situation.of(Given.of(THREE.formatted("held n1", "running")));
        assertThat(Sequence.waitsFor(s, s.declared().resources().get(1))).containsExactly("db");
    }

    @Test
    void what_is_being_stopped_is_not_ready() {
        var s = Situation.of(Given.of(THREE.formatted("held n1", "ready, deleted")));
        assertThat(Sequence.waitsFor(s, s.declared().resources().get(1))).containsExactly("db");
    }

    @Test
    void what_has_no_right_to_run_is_not_ready() {
        var s = Situation.of(Given.of(THREE.formatted("released n1 because Stopped", "ready")));
        assertThat(Sequence.waitsFor(s, s.declared().resources().get(1))).containsExactly("db");
    }

    @Test
    void an_object_that_nobody_has_seen_is_not_ready() {
        var s = Situation.of(Given.of("group: {nodes: [n1, n2], resources: [address object, db after address]}"));
        assertThat(Sequence.waitsFor(s, s.declared().resources().get(1))).containsExactly("address");
    }

    @Test
    void a_resource_stops_after_all_that_need_it_though_one_between_them_does_not_run() {
        var s = Situation.of(Given.of(THREE.formatted("released n1 because Stopped", "ready")));
        assertThat(Sequence.mayStop(s, "db")).isFalse();
        assertThat(Sequence.mayStop(s, "backup")).isTrue();
    }
}
