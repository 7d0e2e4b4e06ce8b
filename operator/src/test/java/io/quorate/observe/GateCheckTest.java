package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.Manifests;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateCheckTest {

    private static final String OURS = "pods \"quorate-gate-check\" is forbidden: ValidatingAdmissionPolicy"
            + " 'quorate-gate-check' with binding 'quorate-gate-check' denied request: quorate-gate-check: the gate"
            + " quorate.io/quorum is put on new pods";
    private static final String QUOTA = "pods \"quorate-gate-check\" is forbidden: exceeded quota: pods";

    private final Queue<Supplier<Pod>> answers = new ArrayDeque<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final GateCheck gates = new GateCheck(asked(() -> answers.remove().get()), now::get);

    @Test
    void a_namespace_found_gated_is_asked_once() {
        answers.add(pod("[{name: example.com/other}, {name: quorate.io/quorum}]"));

        assertThat(gates.missing("shop")).isEmpty();
        assertThat(gates.missing("shop")).isEmpty();
    }

    @Test
    void the_refusal_of_the_charts_own_policy_says_that_the_gate_is_there() {
        answers.add(refusal(422, OURS));

        assertThat(gates.missing("shop")).isEmpty();
        assertThat(gates.missing("shop")).isEmpty();
    }

    @Test
    void a_namespace_without_the_gate_is_asked_again() {
        answers.add(pod("[{name: example.com/other}]"));
        answers.add(pod("[]"));
        answers.add(pod("[{name: quorate.io/quorum}]"));

        assertThat(gates.missing("shop")).hasValueSatisfying(why -> assertThat(why)
                .contains("namespace shop", "MutatingAdmissionPolicy quorate-gate is missing"));
        assertThat(gates.missing("shop")).isPresent();
        assertThat(gates.missing("shop")).isEmpty();
    }

    @Test
    void a_gate_seen_five_minutes_ago_is_looked_for_again() {
        answers.add(pod("[{name: quorate.io/quorum}]"));
        answers.add(pod("[]"));
        assertThat(gates.missing("shop")).isEmpty();

        now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        assertThat(gates.missing("shop")).isEmpty();
        now.incrementAndGet();
        assertThat(gates.missing("shop")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 422})
    void a_refusal_for_another_reason_shows_no_gate_and_is_told(int code) {
        answers.add(refusal(code, QUOTA));
        answers.add(refusal(422, OURS));

        assertThat(gates.missing("shop")).hasValueSatisfying(why -> assertThat(why).contains("cannot be told", QUOTA,
                "let it pass"));
        assertThat(gates.missing("shop")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 401, 404, 429, 500})
    void where_the_question_was_not_understood_there_is_no_answer(int code) {
        answers.add(refusal(code, ""));

        assertThatThrownBy(() -> gates.missing("shop")).isInstanceOf(ApiException.class);
    }

    /** As after a start of the operator, when all groups of a namespace are looked at together. */
    @Test
    void groups_that_ask_at_the_same_time_hear_the_same() {
        var both = new CyclicBarrier(2);
        var together = new GateCheck(asked(() -> {
            try {
                both.await(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return pod("[{name: quorate.io/quorum}]").get();
        }), System::nanoTime);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.supplyAsync(() -> together.missing("shop"), threads);
            var second = CompletableFuture.supplyAsync(() -> together.missing("shop"), threads);

            assertThat(first.join()).isEmpty();
            assertThat(second.join()).isEmpty();
        }
    }

    private static Api asked(Supplier<Pod> answer) {
        return (Api) Proxy.newProxyInstance(Api.class.getClassLoader(), new Class<?>[]{Api.class},
                (proxy, method, arguments) -> answer.get());
    }

    private static Supplier<Pod> refusal(int code, String message) {
        return () -> {
            throw new ApiException(code, false, message, null);
        };
    }

    private static Supplier<Pod> pod(String gates) {
        return () -> Manifests.read(
                "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {schedulingGates: " + gates + "}}",
                Pod.class);
    }
}
