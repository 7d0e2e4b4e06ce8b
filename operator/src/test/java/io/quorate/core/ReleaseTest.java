package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseTest {

    @Test
    void what_runs_leaves_the_record_before_its_finalizer_goes() {
        assertThat(steps("""
                group: {nodes: [n1, n2], deleting: true}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """)).singleElement().isInstanceOfSatisfying(Step.WriteRecord.class, w -> {
            assertThat(w.next().held()).isEmpty();
            assertThat(w.next().instances()).isEmpty();
        });
    }

    @Test
    void then_its_finalizer_goes_and_it_runs_on() {
        assertThat(steps("""
                group: {nodes: [n1, n2], deleting: true}
                record: {epoch: 1, claim: released n1 because GroupDeleted}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """)).singleElement().isInstanceOf(Step.LetPodGo.class);
    }

    @Test
    void what_is_held_at_the_gate_is_deleted_though_nobody_admitted_it_yet() {
        assertThat(steps("""
                group: {nodes: [n1, n2], deleting: true}
                record: {epoch: 1, claim: released n1 because GroupDeleted, instances: [db-0 on n1]}
                pods: {db-0: "gated, held", db-1: "gated, held"}
                """)).extracting(s -> (Object) s.getClass()).containsExactly(Step.DeletePod.class,
                Step.DeletePod.class);
    }

    @Test
    void pod_whose_stop_is_not_proven_keeps_its_finalizer_and_holds_the_deletion() {
        var text = """
                group: {nodes: [n1, n2], deleting: true}
                record: {epoch: 1, claim: released n1 because GroupDeleted, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """;

        assertThat(steps(text)).isEmpty();
        assertThat(Release.inDoubt(situation(text))).hasSize(1);
    }

    @Test
    void instance_whose_object_is_gone_without_proof_holds_the_deletion() {
        assertThat(Release.inDoubt(situation("""
                group: {nodes: [n1, n2], deleting: true}
                record: {epoch: 1, claim: released n1 because GroupDeleted, instances: [db-0 on n1]}
                """))).hasSize(1);
    }

    @Test
    void nodes_forget_the_group_and_its_room_before_the_record_goes() {
        assertThat(steps("""
                group: {nodes: [n1, n2], deleting: true}
                nodes: {n2: "online, allotted 1, room of shop/other"}
                record: {epoch: 1, claim: released n1 because GroupDeleted}
                """)).hasSize(2).allSatisfy(s -> {
            var next = ((Step.WriteNodeRecord) s).next();
            assertThat(next.groups()).isEmpty();
            assertThat(next.allocationOf("group-uid")).isEmpty();
        }).last().extracting(s -> ((Step.WriteNodeRecord) s).next().allocations().size())
                .as("room of the other group").isEqualTo(1);
    }

    @Test
    void record_goes_last() {
        assertThat(steps("""
                group: {nodes: [n1, n2], deleting: true}
                nodes: {n1: "online, no record", n2: "online, no record"}
                record: {epoch: 1, claim: released n1 because GroupDeleted}
                """)).singleElement().isInstanceOf(Step.LetRecordGo.class);
    }

    private static Situation situation(String text) { return Situation.of(Given.of(text)); }

    private static List<Step> steps(String text) { return Release.steps(situation(text)); }
}
