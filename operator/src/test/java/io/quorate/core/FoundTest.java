package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoundTest {

    @Test
    void stranger_is_kept_by_the_finalizer_before_it_is_recorded() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, ready", db-1: "on n1, held, ready"}
                """)).singleElement().isInstanceOfSatisfying(Step.HoldPod.class,
                h -> assertThat(h.pod().name()).isEqualTo("db-0"));
    }

    @Test
    void stranger_that_is_deleted_cannot_be_kept_and_is_recorded_at_once() {
        assertThat(recorded("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, running, deleted"}
                """)).singleElement().matches(Instance::found).extracting(Instance::node).isEqualTo("n1");
    }

    @Test
    void pod_at_the_gate_is_no_stranger() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                pods: {db-0: gated}
                """)).isEmpty();
    }

    @Test
    void pod_that_the_record_knows_is_no_stranger() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}
                pods: {db-0: "on n1, ready"}
                """)).isEmpty();
    }

    @Test
    void stranger_that_has_proven_its_stop_does_not_run() {
        assertThat(steps("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, deleted, failed by kubelet"}
                """)).isEmpty();
    }

    @Test
    void phase_that_nobody_but_the_garbage_collector_wrote_proves_no_stop() {
        assertThat(recorded("""
                group: {nodes: [n1, n2]}
                pods: {db-0: "on n1, deleted, failed by others"}
                """)).singleElement().matches(Instance::found);
    }

    private static List<Step> steps(String text) { return Found.steps(Situation.of(Given.of(text))); }

    private static List<Instance> recorded(String text) {
        return steps(text).stream().flatMap(s -> s instanceof Step.WriteRecord(var next, var _)
                ? next.instances().stream()
                : java.util.stream.Stream.of()).toList();
    }
}
