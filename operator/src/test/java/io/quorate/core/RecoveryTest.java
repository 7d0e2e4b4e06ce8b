package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final Times LEFT = new Times(Optional.of(Given.NOW.minusSeconds(90)),
            Optional.of(Given.NOW.minusSeconds(70)), Optional.empty());

    private static Decided decided(Decided.Action action, Times times) {
        return new Decided(1, Given.EARLIER, action, "n1", "n2", "NodeSilent", "NodeFenced", times);
    }

    @Test
    void a_claim_tells_when_the_lost_node_was_heard_of_last_and_when_it_was_left() {
        var plan = Planner.plan(Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "silent 40s", n2: "online, allotted 2"}
                record: {epoch: 1, claim: released n1 because NodeSilent}
                pods: {db-0: "gated, held"}
                """));

        var next = ((Step.WriteRecord) plan.steps().getFirst()).next();
        assertThat(next.history().getFirst().times()).isEqualTo(new Times(
                Optional.of(Given.NOW.minusSeconds(40)), Optional.of(Given.EARLIER), Optional.empty()));
    }

    @Test
    void of_a_node_that_answers_again_nothing_is_told_that_is_not_known() {
        var plan = Planner.plan(Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "online, cordoned", n2: "online, allotted 2"}
                record: {epoch: 1, claim: released n1 because NodeSilent}
                pods: {db-0: "gated, held"}
                """));

        assertThat(((Step.WriteRecord) plan.steps().getFirst()).next().history().getFirst().times().heard()).isEmpty();
    }

    @Test
    void readiness_is_told_once_all_workloads_have_been_ready_and_with_the_same_write() {
        var one = written("exporter-0: \"on n2, held, epoch 1\"");
        assertThat(one.history().getFirst().start()).isEmpty();

        var both = written("exporter-0: \"on n2, held, epoch 1, ready, resource exporter\"");
        assertThat(both.history().getFirst()).returns(Optional.of(Duration.ofSeconds(20)), Decided::detection)
                .returns(Optional.of(Duration.ofSeconds(10)), Decided::stop)
                .returns(Optional.of(Duration.ofSeconds(60)), Decided::start)
                .returns(Optional.of(Duration.ofSeconds(90)), Decided::recovery);
    }

    /** What is written when the database has just become ready. */
    private static GroupRecord written(String exporter) {
        var state = Given.of("""
                group: {nodes: [n1, n2, n3], resources: [db, exporter]}
                record:
                  epoch: 1
                  claim: held n2
                  instances: ["db-0 on n2, resource db", "exporter-0 on n2, resource exporter"]
                pods:
                  db-0: "on n2, held, epoch 1, ready, resource db"
                """ + "  " + exporter.replace("epoch 1\"", "epoch 1, resource exporter\"") + "\n");
        var record = ((Recorded.Present) state.recorded()).record();
        var unready = record.withInstances(i -> new Instance(i.resource(), i.podUid(), i.pod(), i.node(), i.machine(),
                i.epoch(), i.state(), i.since(), Optional.empty(), i.restarts(), i.deletedAt(), i.bootAtDelete(),
                i.evidence())).decided(record.claim().get(), decided(Decided.Action.Failover, LEFT));
        var plan = Planner.plan(new GroupState(state.now(), state.downAfter(), state.declared(), 1,
                new Recorded.Present(unready, true), state.nodes(), state.pods(), state.workloads(),
                state.surroundings()));
        return ((Step.WriteRecord) plan.steps().getFirst()).next();
    }

    @Test
    void failovers_count_that_came_to_readiness_and_no_other_decision() {
        var ready = LEFT.readyAt(Given.NOW);
        var history = List.of(decided(Decided.Action.Failover, LEFT), decided(Decided.Action.Failover, ready),
                decided(Decided.Action.Failback, ready),
                decided(Decided.Action.Failover, Times.NONE.readyAt(Given.NOW)),
                decided(Decided.Action.Failover, LEFT.readyAt(Given.NOW.plusSeconds(60))));

        assertThat(Recovery.of(history, Duration.ofSeconds(90)))
                .isEqualTo(new Recovery(1, 1, Optional.of(Duration.ofSeconds(90))));
    }

    @Test
    void clocks_that_differ_make_no_negative_span() {
        var times = new Times(Optional.of(Given.NOW), Optional.of(Given.NOW.minusSeconds(5)), Optional.empty());

        assertThat(decided(Decided.Action.Failover, times).detection()).hasValue(Duration.ZERO);
    }
}
