package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quorate.Manifests;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import io.quorate.port.KubernetesApi;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(https = false)
class GateCheckTest {

    KubernetesClient client;
    KubernetesMockServer server;
    private GateCheck gates;

    @BeforeEach
    void gates() {
        gates = new GateCheck(new KubernetesApi(client));
    }

    @Test
    void a_namespace_found_gated_is_asked_once() {
        answer(201, pod("[{name: quorate.io/quorum}]"));

        assertThat(gates.holds("shop")).isTrue();
        assertThat(gates.holds("shop")).isTrue();
    }

    @Test
    void a_namespace_without_the_gate_is_asked_again() {
        answer(201, pod("[{name: example.com/other}]"));
        answer(201, pod("[]"));
        answer(201, pod("[{name: quorate.io/quorum}]"));

        assertThat(gates.holds("shop")).isFalse();
        assertThat(gates.holds("shop")).isFalse();
        assertThat(gates.holds("shop")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void a_refusal_says_nothing_for_long(int code) {
        answer(code, "");
        answer(201, pod("[]"));

        assertThat(gates.holds("shop")).isTrue();
        assertThat(gates.holds("shop")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404})
    void where_the_question_was_not_understood_there_is_no_answer(int code) {
        answer(code, "");

        assertThatThrownBy(() -> gates.holds("shop")).isInstanceOf(ApiException.class);
    }

    /** As after a start of the operator, when all groups of a namespace are looked at together. */
    @Test
    void groups_that_ask_at_the_same_time_hear_the_same() {
        var both = new CyclicBarrier(2);
        var api = (Api) Proxy.newProxyInstance(Api.class.getClassLoader(), new Class<?>[]{Api.class},
                (proxy, method, arguments) -> {
                    both.await(30, TimeUnit.SECONDS);
                    return pod("[{name: quorate.io/quorum}]");
                });
        gates = new GateCheck(api);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.supplyAsync(() -> gates.holds("shop"), threads);
            var second = CompletableFuture.supplyAsync(() -> gates.holds("shop"), threads);

            assertThat(first.join()).isTrue();
            assertThat(second.join()).isTrue();
        }
    }

    private void answer(int code, Object body) {
        server.expect().post().withPath("/api/v1/namespaces/shop/pods?dryRun=All").andReturn(code, body).once();
    }

    private static Pod pod(String gates) {
        return Manifests.read(
                "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {schedulingGates: " + gates + "}}",
                Pod.class);
    }
}
