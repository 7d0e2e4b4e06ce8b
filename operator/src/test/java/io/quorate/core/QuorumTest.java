package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.Quorum.Verdict;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumTest {

    @Test
    void half_of_the_owners_is_no_majority() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3, n4]}
                nodes: {n3: silent 40s, n4: silent 40s}
                """)).extracting(Quorum::verdict, Quorum::needed).containsExactly(Verdict.NO, 3);
    }

    @Test
    void half_of_the_owners_and_the_witness_are_a_majority() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3, n4], witness: ControlPlane}
                nodes: {n3: silent 40s, n4: silent 40s}
                """).verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void witness_alone_is_no_quorum() {
        assertThat(quorum("""
                group: {nodes: [n1, n2], witness: ControlPlane}
                nodes: {n1: silent 40s, n2: silent 40s}
                """).verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void cordoned_owner_votes() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n1: "online, cordoned", n2: "online, cordoned", n3: missing}
                """).verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void vote_that_is_not_decided_leaves_the_verdict_open() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n2: not-ready 5s, n3: silent 40s}
                """).verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void undecided_votes_that_could_not_save_it_do_not_count() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3, n4, n5]}
                nodes: {n2: unproven 3s, n3: silent 40s, n4: silent 40s, n5: silent 40s}
                """).verdict()).isEqualTo(Verdict.NO);
    }

    @Test
    void every_owner_that_is_missing_is_named_with_why() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3, n4]}
                nodes: {n2: silent 40s, n3: missing, n4: not-ready 40s}
                """).missing()).containsExactly("n2 (Lease silent)", "n3 (no such node)", "n4 (not Ready)");
    }

    @Test
    void loss_of_one_more_than_there_is_margin_for_costs_the_quorum() {
        var state = Given.of("""
                group: {nodes: [n1, n2, n3]}
                nodes: {n3: silent 40s}
                """);
        var owners = state.declared().nodes();

        assertThat(Quorum.without(state, owners, "n1").yes()).isFalse();
        assertThat(Quorum.without(state, owners, "n3").yes()).isTrue();
    }

    @Test
    void expression_is_asked_about_those_that_are_online() {
        assertThat(quorum("""
                group: {nodes: [n1, n2, n3], quorum: SufficientResources}
                nodes: {n1: silent 40s}
                sufficient: {n1 and n2 and n3: "no: all of them", n2 and n3: "yes"}
                """).verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void expression_is_asked_about_the_old_list_and_the_new_one_and_about_the_loss_of_each() {
        assertThat(Quorum.questions(Given.of("""
                group: {nodes: [n1, n2, n4], quorum: SufficientResources}
                nodes: {n2: not-ready 5s, n3: silent 40s}
                record: {epoch: 1, owners: [n1, n2, n3]}
                """))).isEqualTo(Map.of(Set.of("n1", "n4"), true, Set.of("n1", "n2", "n4"), true, Set.of("n1"), true,
                Set.of("n4"), false, Set.of("n1", "n2"), true, Set.of(), false));
        assertThat(Quorum.questions(Given.of("group: {nodes: [n1, n2]}"))).isEmpty();
    }

    private static Quorum quorum(String text) {
        var state = Given.of(text);
        return Quorum.of(state, state.declared().nodes());
    }
}
