package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Method;
import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Result;
import io.quorate.core.FenceCase.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FenceCourseTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DOWN_AFTER = Duration.ofSeconds(20);
    private static final Method IPMI = new Method("ipmi", 2, Duration.ofMinutes(1));
    private static final Method PDU = new Method("pdu", 1, Duration.ofMinutes(2));

    @Test
    void the_first_method_is_written_down_before_it_is_used() {
        var plan = FenceCourse.plan(silent());

        assertThat(plan.verdict()).isEmpty();
        assertThat(plan.attempts()).containsExactly(attempt("ipmi", 1, NOW));
    }

    @Test
    void an_attempt_that_is_under_way_is_waited_for() {
        var plan = FenceCourse.plan(with(silent(), Answer.Kind.RUNNING, attempt("ipmi", 1, NOW.minusSeconds(59))));

        assertThat(plan.attempts()).hasSize(1).extracting(Attempt::result).containsExactly(Result.Running);
        assertThat(plan.verdict()).isEmpty();
    }

    @Test
    void success_is_evidence() {
        var plan = FenceCourse.plan(with(silent(), Answer.Kind.SUCCEEDED, attempt("ipmi", 1, NOW.minusSeconds(9))));

        assertThat(plan.verdict()).contains(Verdict.MethodSucceeded).get().returns(true, Verdict::good);
        assertThat(plan.attempts().getLast()).returns(Optional.of(NOW), Attempt::ended).returns(Result.Succeeded,
                Attempt::result);
    }

    @ParameterizedTest
    @EnumSource(value = Answer.Kind.class, names = {"NONE", "RUNNING"})
    void what_gives_no_answer_in_time_is_tried_again(Answer.Kind answer) {
        var plan = FenceCourse.plan(with(silent(), answer, attempt("ipmi", 1, NOW.minusSeconds(60))));

        assertThat(plan.attempts()).extracting(Attempt::result).containsExactly(Result.TimedOut, Result.Running);
        assertThat(plan.attempts().getLast()).isEqualTo(attempt("ipmi", 2, NOW));
    }

    @Test
    void after_its_last_attempt_the_next_method_comes() {
        var plan = FenceCourse.plan(with(silent(), Answer.Kind.FAILED, failed("ipmi", 1),
                attempt("ipmi", 2, NOW.minusSeconds(5))));

        assertThat(plan.attempts().getLast()).isEqualTo(attempt("pdu", 1, NOW));
    }

    @Test
    void when_all_have_failed_a_person_is_needed() {
        var plan = FenceCourse.plan(with(silent(), Answer.Kind.FAILED, failed("ipmi", 1), failed("ipmi", 2),
                attempt("pdu", 1, NOW.minusSeconds(5))));

        assertThat(plan.verdict()).contains(Verdict.MethodsExhausted).get().returns(false, Verdict::good);
        assertThat(plan.message()).contains("ipmi: no answer from the BMC; pdu: as it says");
    }

    @Test
    void a_method_that_is_added_later_is_tried() {
        var exhausted = with(silent(), Answer.Kind.NONE, failed("old", 1), failed("ipmi", 1), failed("ipmi", 2));

        assertThat(FenceCourse.plan(exhausted).attempts().getLast()).isEqualTo(attempt("pdu", 1, NOW));
    }

    @Test
    void a_method_that_is_gone_has_no_more_time() {
        var plan = FenceCourse.plan(with(silent(), Answer.Kind.RUNNING, attempt("gone", 1, NOW)));

        assertThat(plan.attempts()).extracting(Attempt::result).containsExactly(Result.TimedOut, Result.Running);
    }

    @ParameterizedTest
    @EnumSource(value = Presence.class, names = {"HEARD", "ANEW", "REPLACED"})
    void a_node_that_is_back_is_not_fenced(Presence back) {
        var plan = FenceCourse.plan(node(silent(), back, false));

        assertThat(plan.verdict()).contains(Verdict.NodeReturned);
        assertThat(plan.attempts()).isEmpty();
    }

    @Test
    void a_stop_that_does_not_come_to_an_end_is_fenced_though_the_node_answers() {
        assertThat(FenceCourse.plan(node(silent(), Presence.HEARD, true)).attempts()).hasSize(1);
        assertThat(FenceCourse.plan(node(silent(), Presence.ANEW, true)).attempts()).isEmpty();
    }

    @Test
    void success_is_not_believed_while_that_very_boot_is_heard_of() {
        var done = new Attempt("ipmi", 1, NOW.minusSeconds(90), Optional.of(NOW.minusSeconds(60)), Result.Succeeded,
                "", List.of());

        assertThat(FenceCourse.plan(node(with(silent(), Answer.Kind.NONE, done), Presence.HEARD, false)).verdict())
                .contains(Verdict.Contradicted);
        assertThat(FenceCourse.plan(node(with(silent(), Answer.Kind.NONE, done), Presence.ANEW, false)).verdict())
                .contains(Verdict.MethodSucceeded);
        assertThat(FenceCourse.plan(with(silent(), Answer.Kind.NONE, done)).verdict())
                .contains(Verdict.MethodSucceeded);
    }

    /** Its last renewal was just before it was switched off. */
    @Test
    void a_node_is_heard_of_a_while_after_it_was_switched_off() {
        var done = new Attempt("ipmi", 1, NOW.minusSeconds(60), Optional.of(NOW.minusSeconds(39)), Result.Succeeded,
                "", List.of());

        assertThat(FenceCourse.plan(node(with(silent(), Answer.Kind.NONE, done), Presence.HEARD, true)).verdict())
                .contains(Verdict.MethodSucceeded);
    }

    /** The method goes by the node's name: it may have switched off the wrong one. */
    @Test
    void success_is_not_believed_if_another_machine_has_the_name_by_then() {
        var plan = FenceCourse.plan(node(with(silent(), Answer.Kind.SUCCEEDED, attempt("ipmi", 1, NOW.minusSeconds(9))),
                Presence.REPLACED, false));

        assertThat(plan.verdict()).contains(Verdict.NodeReturned);
        assertThat(plan.attempts()).extracting(Attempt::result).containsExactly(Result.Failed);
    }

    @Test
    void a_persons_word_is_taken_unless_the_node_says_otherwise() {
        var attested = new FenceCase(NOW, Optional.of("alice"), false, Presence.SILENT, Optional.empty(),
                Optional.empty(), List.of(),
                Optional.empty(), List.of(), List.of(IPMI), new Answer(Answer.Kind.NONE, ""), DOWN_AFTER);

        assertThat(FenceCourse.plan(attested).verdict()).contains(Verdict.Attested);
        assertThat(FenceCourse.plan(attested).attempts()).isEmpty();
        assertThat(FenceCourse.plan(node(attested, Presence.HEARD, false)).verdict()).contains(Verdict.Contradicted);
    }

    @Test
    void a_node_is_fenced_by_one_at_a_time() {
        var plan = FenceCourse.plan(new FenceCase(NOW, Optional.empty(), false, Presence.SILENT,
                Optional.of("n1.1a2b3c4d"), Optional.empty(), List.of(), Optional.empty(), List.of(), List.of(IPMI),
                new Answer(Answer.Kind.NONE, ""), DOWN_AFTER));

        assertThat(plan.attempts()).isEmpty();
        assertThat(plan.verdict()).isEmpty();
        assertThat(plan.message()).contains("n1.1a2b3c4d");
    }

    @Test
    void an_attempt_serves_the_requests_that_were_there_before_it_began() {
        var plan = FenceCourse.plan(served(List.of("uid-b", "uid-c"), Optional.empty()));

        assertThat(plan.attempts().getLast().serves()).containsExactly("uid-b", "uid-c");
        var ended = FenceCourse.plan(with(silent(), Answer.Kind.SUCCEEDED, plan.attempts().getLast()));
        assertThat(ended.attempts().getLast().serves()).containsExactly("uid-b", "uid-c");
    }

    @Test
    void what_another_request_has_brought_to_light_is_evidence_for_this_one_too() {
        var done = new Attempt("ipmi", 1, NOW.minusSeconds(30), Optional.of(NOW.minusSeconds(20)), Result.Succeeded,
                "", List.of("this one"));
        var served = served(List.of(), Optional.of(done));

        assertThat(FenceCourse.plan(served).verdict()).contains(Verdict.MethodSucceeded);
        assertThat(FenceCourse.plan(served).attempts()).isEmpty();
        assertThat(FenceCourse.plan(with(served, Answer.Kind.RUNNING, attempt("ipmi", 1, NOW))).verdict()).isEmpty();
    }

    @Test
    void where_many_are_lost_a_fence_waits_and_says_so() {
        var c = silent();
        var held = new FenceCase(NOW, Optional.empty(), false, Presence.SILENT, Optional.empty(),
                Optional.of("waits: 3 of the 10 nodes"), List.of(), Optional.empty(), List.of(), c.methods(),
                c.answer(),
                DOWN_AFTER);

        assertThat(FenceCourse.plan(held).attempts()).isEmpty();
        assertThat(FenceCourse.plan(held).message()).isEqualTo("waits: 3 of the 10 nodes");
        assertThat(FenceCourse.plan(node(held, Presence.HEARD, false)).verdict()).contains(Verdict.NodeReturned);
    }

    // ---- the situation

    private static FenceCase served(List<String> beside, Optional<Attempt> by) {
        return new FenceCase(NOW, Optional.empty(), false, Presence.SILENT, Optional.empty(), Optional.empty(), beside,
                by, List.of(),
                List.of(IPMI, PDU), new Answer(Answer.Kind.NONE, ""), DOWN_AFTER);
    }

    private static FenceCase silent() {
        return new FenceCase(NOW, Optional.empty(), false, Presence.SILENT, Optional.empty(), Optional.empty(),
                List.of(),
                Optional.empty(), List.of(), List.of(IPMI, PDU), new Answer(Answer.Kind.NONE, ""), DOWN_AFTER);
    }

    private static FenceCase with(FenceCase c, Answer.Kind answer, Attempt... attempts) {
        return new FenceCase(c.now(), c.attested(), c.urgent(), c.node(), c.other(), c.brake(), c.beside(), c.served(),
                List.of(attempts), c.methods(),
                new Answer(answer, "as it says"), c.downAfter());
    }

    private static FenceCase node(FenceCase c, Presence node, boolean urgent) {
        return new FenceCase(c.now(), c.attested(), urgent, node, c.other(), c.brake(), c.beside(), c.served(),
                c.attempts(),
                c.methods(), c.answer(),
                c.downAfter());
    }

    private static Attempt attempt(String method, int number, Instant began) {
        return new Attempt(method, number, began, Optional.empty(), Result.Running, "", List.of());
    }

    private static Attempt failed(String method, int number) {
        return new Attempt(method, number, NOW.minusSeconds(300), Optional.of(NOW.minusSeconds(200)), Result.Failed,
                "no answer from the BMC", List.of());
    }
}
