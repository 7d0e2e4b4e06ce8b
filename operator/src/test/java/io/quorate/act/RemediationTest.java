package io.quorate.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase.Answer.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemediationTest {

    private static final String SUCCEEDED = "{type: Succeeded, status: 'True'}";

    private final FencesInMemory api = new FencesInMemory();
    private final NodeFence fence = fence("now");
    private final FencingMethod method = Manifests.read("""
            metadata: {name: medik8s}
            spec: {type: RemediationTemplate, remediationTemplate: {apiVersion: m/v1, kind: FenceTemplate, name: t, namespace: s}}
            """, FencingMethod.class);
    private final Remediation remediation = new Remediation(api);

    @BeforeEach
    void template() {
        fence("before");
        api.create(Manifests.read("{apiVersion: m/v1, kind: FenceTemplate, metadata: {namespace: s, name: t}}",
                GenericKubernetesResource.class));
    }

    @Test
    void it_is_begun_once_and_its_success_is_the_answer() {
        assertThat(answer()).isEqualTo(Kind.NONE);

        assertThat(remediation.begin(fence, method)).isEmpty();
        assertThat(answer()).isEqualTo(Kind.RUNNING);

        object("now", SUCCEEDED);
        assertThat(answer()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void without_a_template_it_cannot_be_begun() {
        api.objects.clear();
        assertThat(remediation.begin(fence, method)).get().asString().contains("there is no FenceTemplate s/t");
    }

    @Test
    void what_somebody_else_has_made_proves_nothing_and_is_left_alone() {
        object("somebody", SUCCEEDED);

        assertThat(answer()).isEqualTo(Kind.RUNNING);
        remediation.end(fence, method);
        assertThat(api.objects).containsKey("Fence w1");
    }

    /** It was done before this fence's pods were deleted. */
    @Test
    void what_was_done_for_an_earlier_fence_proves_nothing_and_is_done_again() {
        object("before", SUCCEEDED);

        assertThat(answer()).isEqualTo(Kind.NONE);
        assertThat(remediation.begin(fence, method)).isEmpty();
        assertThat(api.objects).doesNotContainKey("Fence w1");
    }

    @Test
    void a_failure_counts_when_it_is_no_longer_tried() {
        object("now", "{type: Succeeded, status: 'False'}, {type: Processing, status: 'True'}");
        assertThat(answer()).isEqualTo(Kind.RUNNING);

        object("now", "{type: Succeeded, status: 'False'}, {type: Processing, status: 'False'}");
        assertThat(answer()).isEqualTo(Kind.FAILED);
    }

    @Test
    void its_own_object_is_taken_back() {
        object("now", SUCCEEDED);
        remediation.end(fence, method);
        assertThat(api.objects).doesNotContainKey("Fence w1");
    }

    private Kind answer() { return remediation.answer(fence, method).kind(); }

    private void object(String uid, String conditions) {
        api.create(Manifests.read("""
                apiVersion: m/v1
                kind: Fence
                metadata: {namespace: s, name: w1, annotations: {quorate.io/node-fence: %s}}
                status: {conditions: [%s]}
                """.formatted(uid, conditions), GenericKubernetesResource.class));
    }

    private NodeFence fence(String uid) {
        var made = Manifests.read("""
                metadata: {name: w1.%1$s, uid: %1$s}
                spec: {node: w1, bootID: b1, covers: [u]}
                """.formatted(uid), NodeFence.class);
        api.fences.put(made.getMetadata().getName(), made);
        return made;
    }
}
