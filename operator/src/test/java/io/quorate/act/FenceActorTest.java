package io.quorate.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Result;
import io.quorate.port.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FenceActorTest {

    private static final Attempt FIRST = new Attempt("power", 1, Instant.EPOCH, Optional.empty(), Result.Running, "",
            List.of());

    private final FencesInMemory api = new FencesInMemory();
    private final FenceActor actor = new FenceActor(api, "quorate-system");
    private final NodeFence fence = Manifests.read("""
            metadata: {name: w1.a, uid: u}
            spec: {node: w1, bootID: b1, covers: [p]}
            """, NodeFence.class);
    private final Node node = Manifests.read("{metadata: {name: w1, uid: n, resourceVersion: '7'}, spec: {}}",
            Node.class);
    private final List<FencingMethod> methods = List.of(Manifests.read("""
            metadata: {name: power}
            spec: {type: Job, job: {podTemplate: power}}
            """, FencingMethod.class));

    @Test
    void what_was_begun_is_asked_for() {
        assertThat(actor.answer(fence, methods, FIRST).kind()).isEqualTo(Answer.Kind.NONE);
        assertThat(begin().kind()).isEqualTo(Answer.Kind.RUNNING);
        assertThat(api.jobs).hasSize(1);
        assertThat(actor.answer(fence, methods, FIRST).kind()).isEqualTo(Answer.Kind.RUNNING);
    }

    @Test
    void what_another_operator_has_begun_already_is_under_way() {
        api.refusal = 409;
        assertThat(begin().kind()).isEqualTo(Answer.Kind.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 422})
    void what_asking_again_does_not_change_has_failed(int code) {
        api.refusal = code;
        assertThat(begin()).isEqualTo(new Answer(Answer.Kind.FAILED, "refused with " + code));
    }

    @Test
    void what_may_go_better_next_time_has_not_failed() {
        api.refusal = 503;
        assertThatThrownBy(this::begin).isInstanceOf(ApiException.class);
    }

    @Test
    void a_method_that_is_gone_has_failed() {
        assertThat(actor.answer(fence, List.of(), FIRST).kind()).isEqualTo(Answer.Kind.FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409, 422})
    void a_node_that_is_another_by_now_is_not_declared_out_of_service(int code) {
        api.refusal = code;
        assertThat(actor.taint(node, true)).isFalse();

        api.refusal = 0;
        assertThat(actor.taint(node, true)).isTrue();
        assertThat(api.patches).hasSize(1);
    }

    private Answer begin() { return actor.begin(fence, methods, FIRST, Optional.of(node), Duration.ofSeconds(30)); }
}
