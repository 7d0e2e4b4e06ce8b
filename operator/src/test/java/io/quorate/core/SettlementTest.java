package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.Evidence.Kind;
import org.junit.jupiter.api.Test;

class SettlementTest {

    @Test
    void what_runs_is_not_settled() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """).evidence()).isEmpty();
    }

    @Test
    void evidence_of_a_pod_that_was_never_deleted_is_worth_nothing() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: ["db-0 on n1, stopped by NodeFenced"]}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """).settled()).isFalse();
    }

    @Test
    void evidence_stays_while_the_deleted_pod_is_still_there() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: ["db-0 on n1, stopped by NodeFenced"]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """).settled()).isTrue();
    }

    @Test
    void kubelet_of_the_machine_that_it_ran_on_proves_the_stop() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, failed by kubelet"}
                """).evidence()).map(Evidence::kind).contains(Kind.StopProof);
    }

    @Test
    void kubelet_of_another_machine_proves_nothing() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "online, another machine"}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, failed by kubelet"}
                """).evidence()).isEmpty();
    }

    @Test
    void never_bound_needs_no_node_at_all() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                nodes: {n1: missing}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "unbound, held, epoch 1, deleted"}
                """).evidence()).map(Evidence::kind).contains(Kind.NeverBound);
    }

    @Test
    void instance_is_looked_for_where_its_pod_is_bound() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n2, held, epoch 1, ready"}
                """).node()).isEqualTo("n2");
    }

    @Test
    void deletion_on_a_silent_node_is_noted_with_the_boot_it_was_found_in() {
        var instance = settled("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "silent 40s, out-of-service, boot 2"}
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """);

        assertThat(instance.settled()).as("declared off, but noted for an earlier boot").isFalse();
        assertThat(instance.bootAtDelete()).contains("boot-2");
    }

    @Test
    void declaration_that_the_node_is_off_proves_it_for_the_boot_that_was_noted() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                nodes: {n1: "silent 40s, out-of-service"}
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """).evidence()).map(Evidence::ref).contains("n1/boot-1");
    }

    @Test
    void pod_whose_object_is_gone_counts_as_deleted() {
        assertThat(settled("""
                group: {nodes: [n1, n2], accepts: [NodeDeleted]}
                nodes: {n1: missing}
                record: {epoch: 1, claim: released n1 because NodeMissing, instances: [db-0 on n1]}
                """).evidence()).map(Evidence::kind).contains(Kind.NodeDeleted);
    }

    @Test
    void guard_settles_only_what_is_deleted() {
        var text = """
                group: {nodes: [n1, n2], accepts: [SelfFenced]}
                nodes: {n1: silent 40s}
                self-fenced: [db-0]
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, running%s"}
                """;

        assertThat(settled(text.replace("%s", "")).evidence()).isEmpty();
        assertThat(settled(text.replace("%s", ", deleted")).evidence()).map(Evidence::kind).contains(Kind.SelfFenced);
    }

    @Test
    void proof_is_not_given_up_again() {
        assertThat(settled("""
                group: {nodes: [n1, n2]}
                nodes: {n1: silent 40s}
                record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopped by NodeFenced"]}
                pods: {db-0: "on n1, held, epoch 1, running, deleted"}
                """).evidence()).map(Evidence::kind).contains(Kind.NodeFenced);
    }

    @Test
    void pod_that_ended_before_it_was_admitted_is_recorded_as_stopped() {
        var record = Settlement.of(Situation.of(Given.of("""
                group: {nodes: [n1, n2]}
                record: {epoch: 2}
                pods: {db-0: "gated, held, deleted", db-1: "gated, held", db-2: "gated, deleted"}
                """)));

        assertThat(record.instances()).singleElement().matches(Instance::settled).extracting(Instance::podUid)
                .isEqualTo("db-0");
    }

    private static Instance settled(String text) {
        return Settlement.of(Situation.of(Given.of(text))).instance("db-0").orElseThrow();
    }
}
