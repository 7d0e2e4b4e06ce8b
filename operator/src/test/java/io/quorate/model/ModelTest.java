package io.quorate.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Tlc.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The protocol, searched by a model checker: {@code src/test/tla/Quorate.tla}. Every state within the bounds is
 * visited; {@code -Pfull} widens them.
 */
class ModelTest {

    private static final boolean FULL = Boolean.getBoolean("quorate.full");

    @TempDir
    Path dir;

    private String test;

    @BeforeEach
    void named(TestInfo info) { test = info.getDisplayName(); }

    /** Two operators, each with readings of different age; crashes, boots, cuts, deletions, late starts. */
    @Test
    void invariants_hold_for_two_groups_that_share_nodes() {
        var outcome = held(FULL ? Model.twoGroups(2, 2) : Model.twoGroups(1, 1));
        assertThat(outcome.states()).isGreaterThan(FULL ? 10_000_000 : 1_000_000);
    }

    @Test
    void invariants_hold_for_two_groups_whatever_is_late_and_in_whatever_order() {
        held(Model.twoGroups().with("MaxFaults", FULL ? "1" : "0"));
    }

    @Test
    void invariants_hold_for_two_groups_that_start_at_the_same_time() {
        held(Model.twoGroups().fresh().with("MaxPods", "1").with("MaxFaults", FULL ? "1" : "0"));
    }

    @Test
    void invariants_hold_for_one_group() {
        held(FULL ? Model.oneGroup().with("MaxFaults", "2") : Model.oneGroup());
    }

    @Test
    void invariants_hold_whatever_happens_between_reading_the_pods_and_reading_the_nodes() {
        held(Model.oneGroup().with("Old", "{\"group\"}").with("MaxOld", "3").with("MaxBoot", FULL ? "3" : "2"));
    }

    @Test
    void invariants_hold_when_people_declare_nodes_off() {
        held(Model.oneGroup().with("Taints", "TRUE").with("PostsFirst", "TRUE"));
    }

    /** A limit, not a rule: somebody's word for one boot is taken while the next one is not heard of yet. */
    @Test
    void node_declared_off_must_be_heard_of_before_it_starts_pods() {
        assertThat(lost(Model.oneGroup().with("Taints", "TRUE").checking("AtMostOne"))).isEqualTo("AtMostOne");
    }

    @Test
    void group_can_become_active() {
        assertThat(lost(Model.oneGroup().fresh().checking("NeverActive"))).isEqualTo("NeverActive");
    }

    @Test
    void group_can_move_to_another_node() {
        assertThat(lost(Model.oneGroup().checking("NeverMoved"))).isEqualTo("NeverMoved");
    }

    @Test
    void group_can_fail_over_from_a_fenced_node() {
        assertThat(lost(Model.oneGroup().checking("NeverFailedOver"))).isEqualTo("NeverFailedOver");
    }

    @ParameterizedTest
    @EnumSource
    void rule_is_needed(Mutant mutant) {
        assertThat(lost(mutant.model)).isEqualTo(mutant.lost);
    }

    private Outcome held(Model model) {
        var outcome = run(model);
        assertThat(outcome.violated()).as(outcome.trace()).isEmpty();
        assertThat(outcome.complete()).isTrue();
        return outcome;
    }

    private String lost(Model model) {
        return run(model).violated().orElse("nothing: every state within the bounds was visited");
    }

    private Outcome run(Model model) {
        var outcome = Tlc.run(model, dir);
        System.out.printf("%s: %,d distinct states, %d s, %s%n", test, outcome.states(), outcome.time().toSeconds(),
                outcome.violated().map(i -> i + " is violated").orElse("all invariants hold"));
        return outcome;
    }
}
