package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoppingTest {

    private static final String RELEASED = """
            group: {nodes: [n1, n2, n3]}
            nodes: {n1: %s}
            record: {epoch: 1, claim: released n1 because Cordoned, instances: ["db-0 on n1%s"]}
            pods: {db-0: "on n1, held, epoch 1%s"}
            """;

    @Test
    void what_the_claim_let_through_runs_on_and_what_lost_it_is_deleted() {
        var text = RELEASED.formatted("online", "", ", ready");
        assertThat(steps(text)).singleElement().isInstanceOf(Step.DeletePod.class).extracting(Step::reason)
                .isEqualTo("Cordoned");
        assertThat(steps(text.replace("released n1 because Cordoned", "held n1"))).isEmpty();
    }

    @Test
    void what_is_deleted_already_is_not_deleted_again() {
        assertThat(steps(RELEASED.formatted("online", "", ", deleted, running"))).isEmpty();
    }

    @Test
    void what_never_passed_the_gate_is_not_ours_to_stop() {
        assertThat(steps(RELEASED.formatted("online", ", found", ", ready"))).isEmpty();
    }

    @Test
    void from_a_lost_node_only_what_has_ended_is_taken_away() {
        var text = """
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: %s}
                record: {epoch: 1}
                pods: {db-0: "on n1, deleted, %s"}
                """;
        assertThat(steps(text.formatted("silent 40s", "failed by kubelet"))).singleElement()
                .isInstanceOf(Step.ForceDeletePod.class);
        assertThat(steps(text.formatted("silent 40s", "running"))).isEmpty();
        assertThat(steps(text.formatted("online", "failed by kubelet"))).isEmpty();
    }

    @Test
    void what_needs_another_stops_before_it_and_on_a_lost_node_all_at_once() {
        var text = """
                group: {nodes: [n1, n2, n3], resources: [db, web after db]}
                nodes: {n1: %s}
                record: {epoch: 1, claim: released n1 because Cordoned, instances: ["db-0 on n1, resource db", "web-0 on n1, resource web"]}
                pods: {db-0: "on n1, held, epoch 1, ready, resource db", web-0: "on n1, held, epoch 1, ready, resource web"}
                """;
        assertThat(deleted(text.formatted("online"))).containsExactly("web-0");
        assertThat(deleted(text.formatted("silent 40s"))).containsExactly("db-0", "web-0");
    }

    @Test
    void only_what_is_proven_stopped_is_let_go() {
        assertThat(steps(RELEASED.formatted("online", "", ", deleted, failed by kubelet"))).isEmpty();
        assertThat(steps(RELEASED.formatted("online", ", stopped by StopProof", ", deleted, failed by kubelet")))
                .singleElement().isInstanceOf(Step.LetPodGo.class);
    }

    @Test
    void on_a_node_that_does_not_answer_the_deletion_is_forced_before_the_pod_is_let_go() {
        var text = RELEASED.formatted("silent 40s", ", stopped by NodeFenced", ", deleted, running");
        assertThat(steps(text)).singleElement().isInstanceOf(Step.ForceDeletePod.class);
        assertThat(steps(text.replace("deleted", "deleted, forced"))).singleElement().isInstanceOf(Step.LetPodGo.class);
    }

    @Test
    void a_pod_of_an_old_revision_at_the_gate_is_made_anew() {
        var text = "group: {nodes: [n1, n2]}\npods: {db-0: \"gated%s\"}\n";
        assertThat(deleted(text.formatted(", stale"))).containsExactly("db-0");
        assertThat(deleted(text.formatted(""))).isEmpty();
    }

    @Test
    void letting_go_goes_on_whatever_else_is_asked_and_deletes_nothing() {
        var s = Situation.of(Given.of(RELEASED.formatted("online", "", ", ready")));
        assertThat(Stopping.lettingGo(s)).isEmpty();
    }

    private static List<String> deleted(String text) {
        return steps(text).stream().map(s -> ((Step.DeletePod) s).pod().name()).toList();
    }

    private static List<Step> steps(String text) { return Stopping.steps(Situation.of(Given.of(text))); }
}
