package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

    private static final String READY = """
            group: {nodes: [n1, n2, n3]%s}
            record: {epoch: 1, claim: held n1%s, instances: ["db-0 on n1%s"]}
            pods: {db-0: "on n1, held, epoch 1, %s"}
            """;
    private static final String AT_REST = READY.formatted("", "", "", "ready");

    @Test
    void a_group_at_rest_does_nothing_and_waits_for_an_event() {
        var plan = plan(AT_REST);
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.lookAgain()).isEmpty();
    }

    /** What changes by time alone, nobody tells. */
    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            not Ready for a while                    | ''           | n2: not-ready 8s               | 12s
            not heard of since the operator can see  | ''           | n2: unproven 3s                | 17s
            silent with most others                  | ''           | n2: together 40s               | 40s
            silent, and the group waits longer       | ', grace: 60s' | n2: silent 25s               | 35s
            silent and believed                      | ''           | n2: silent 40s                 | 0s
            """)
    void a_node_is_looked_at_again_when_its_standing_changes(String what, String group, String node, String expected) {
        assertThat(plan(READY.formatted(group, "", "", "ready") + "nodes: {" + node.replace(": ", ": \"") + "\"}")
                .lookAgain().orElse(Duration.ZERO)).as(what).isEqualTo(Given.span(expected));
    }

    @Test
    void a_node_that_was_avoided_may_be_chosen_again_when_that_is_over() {
        assertThat(plan(READY.formatted("", ", avoided: ['n2 for 7m because Unschedulable']", "", "ready")).lookAgain())
                .contains(Duration.ofMinutes(7));
    }

    @Test
    void a_start_fails_at_its_deadline() {
        assertThat(plan("""
                group: {nodes: [n1, n2, n3], resources: [db within 65s]}
                record: {epoch: 1, claim: held n1, instances: ["db-0 on n1, resource db, unready"]}
                pods: {db-0: "on n1, held, epoch 1, running, resource db"}
                """).lookAgain()).contains(Duration.ofSeconds(5));
    }

    @Test
    void a_stop_is_overdue_at_its_deadline() {
        assertThat(plan("""
                group: {nodes: [n1, n2, n3], stopTimeout: 20s}
                record: {epoch: 1, claim: released n1 because Cordoned, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, deleted, running"}
                """).lookAgain()).contains(Duration.ofSeconds(10));
    }

    @Test
    void a_relocation_ends_by_itself() {
        assertThat(plan(AT_REST + "relocations: [a to n1 for 30m]").lookAgain()).contains(Duration.ofMinutes(30));
    }

    @Test
    void a_failback_that_waits_for_its_soak_time_is_made_then() {
        assertThat(plan("""
                group: {nodes: [n2, n1, n3], failback: "Automatic, soak 15m"}
                nodes: {n2: "online, up for 10m"}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, held, epoch 1, ready"}
                """).lookAgain()).contains(Duration.ofMinutes(5));
    }

    @Test
    void an_object_that_is_waited_for_is_looked_at_every_two_seconds() {
        assertThat(plan("""
                group: {nodes: [n1, n2, n3], resources: [disk object, db after disk]}
                objects: {disk: "no: not bound"}
                """).lookAgain()).contains(Duration.ofSeconds(2));
    }

    // ---- the order of the rules

    @Test
    void what_is_known_is_put_in_order_before_anything_is_started() {
        var text = """
                group: {nodes: [n1, n2, n3]}
                nodes: {n2: "silent 40s, record up"}
                pods: {db-0: gated}
                """;
        assertThat(plan(text).steps()).singleElement().isInstanceOf(Step.WriteNodeRecord.class);
        assertThat(plan(text.replace(", record up", "")).steps()).singleElement().isInstanceOf(Step.HoldPod.class);
    }

    @Test
    void the_claim_is_released_before_its_pod_is_deleted() {
        var text = AT_REST + "nodes: {n2: silent 40s, n3: silent 40s}\n";
        assertThat(plan(text).steps()).singleElement().isInstanceOfSatisfying(Step.WriteRecord.class,
                w -> assertThat(w.next().held()).isEmpty());
        assertThat(plan(text.replace("held n1", "released n1 because QuorumLost")).steps()).singleElement()
                .isInstanceOf(Step.DeletePod.class);
    }

    @Test
    void what_is_proven_is_recorded_before_the_pod_is_let_go() {
        var text = """
                group: {nodes: [n1, n2, n3]}
                record: {epoch: 1, claim: held n1, instances: ["db-0 on n1%s"]}
                pods: {db-0: "on n1, held, epoch 1, deleted, failed by kubelet"}
                """;
        assertThat(plan(text.formatted("")).steps()).singleElement().isInstanceOfSatisfying(Step.WriteRecord.class,
                w -> assertThat(w.next().unsettled()).isEmpty());
        assertThat(plan(text.formatted(", stopped by StopProof")).steps()).singleElement()
                .isInstanceOf(Step.LetPodGo.class);
    }

    @Test
    void a_paused_group_records_what_is_proven_and_does_nothing_else() {
        var text = AT_REST.replace("n3]", "n3], run: Paused") + "nodes: {n2: silent 40s, n3: silent 40s}\n";
        assertThat(plan(text).steps()).isEmpty();
        assertThat(plan(text.replace("ready\"", "deleted, failed by kubelet\"")).steps()).singleElement()
                .isInstanceOf(Step.WriteRecord.class);
    }

    @Test
    void a_group_whose_record_cannot_be_read_is_not_touched() {
        assertThat(plan(AT_REST.replaceAll("record: .*", "record: epoch is 'seven'")).steps()).isEmpty();
    }

    @Test
    void a_deleted_group_is_released_when_nothing_of_it_is_in_doubt() {
        var text = "group: {nodes: [n1, n2, n3], deleting: true}\nnodes: {n1: no record, n2: no record, n3: no record}\n";
        assertThat(plan(text + "record: absent").released()).isTrue();
        assertThat(plan(text + """
                record: {epoch: 1, claim: released n1 because GroupDeleted, instances: [db-0 on n1]}
                """).released()).isFalse();
        assertThat(plan(text + "record: epoch is 'seven'").released()).isFalse();
    }

    private static Plan plan(String text) { return Planner.plan(Given.of(text)); }
}
