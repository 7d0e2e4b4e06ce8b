package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopProofTest {

    private static final String ENDED = "deleted, failed by kubelet";

    @Test
    void a_deleted_pod_whose_containers_have_all_ended_has_stopped() {
        assertThat(shows(ENDED, "{db: terminated, sidecar: terminated}")).isTrue();
    }

    @Test
    void what_is_not_deleted_may_be_started_again() {
        assertThat(shows("failed by kubelet", "{db: terminated}")).isFalse();
    }

    @Test
    void only_a_kubelet_knows() {
        assertThat(shows("deleted, failed by pod-garbage-collector", "{db: terminated}")).isFalse();
    }

    @Test
    void a_phase_that_has_not_ended_proves_nothing() {
        assertThat(shows("deleted, running", "{db: terminated}")).isFalse();
        assertThat(shows("deleted", "{db: terminated}")).isFalse();
    }

    @Test
    void one_container_that_runs_is_enough_to_doubt() {
        assertThat(shows(ENDED, "{db: terminated, sidecar: running}")).isFalse();
    }

    @Test
    void a_container_that_waits_for_ever_counts_if_it_never_began() {
        assertThat(shows(ENDED, "{init: terminated, db: waiting}")).isTrue();
        assertThat(shows(ENDED, "{init: terminated, db: waiting again}")).isFalse();
    }

    @Test
    void a_status_that_speaks_of_no_container_proves_nothing() {
        assertThat(shows(ENDED, "{db: unreported}")).isFalse();
        assertThat(shows(ENDED, "{db: terminated, debugger: unreported}")).isTrue();
    }

    private static boolean shows(String pod, String containers) {
        var state = Given.of("""
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: {state: "on n1, held, epoch 1, %s", containers: %s}}
                """.formatted(pod, containers));
        return StopProof.shows(state.pods().getFirst());
    }
}
