package io.quorate.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.quorate.Manifests;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each patch, applied: what it does, and that it leaves alone what others wrote. */
class PodPatchTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void opening_holds_stamps_pins_and_ungates_in_one_write() {
        var opened = open(pod("", ""));

        assertThat(opened.getMetadata().getFinalizers()).containsExactly("quorate.io/stop-proof");
        assertThat(opened.getMetadata().getAnnotations())
                .isEqualTo(Map.of("quorate.io/epoch", "7", "quorate.io/group-uid", "group-uid"));
        assertThat(opened.getSpec().getSchedulingGates()).isEmpty();
        assertThat(terms(opened)).singleElement().satisfies(PodPatchTest::assertPinned);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                        | quorate.io/stop-proof
            finalizers: []                                            | quorate.io/stop-proof
            finalizers: [example.com/a]                               | example.com/a quorate.io/stop-proof
            finalizers: [quorate.io/stop-proof]                       | quorate.io/stop-proof
            finalizers: [a.io/a, quorate.io/stop-proof, b.io/b]       | a.io/a quorate.io/stop-proof b.io/b
            """)
    void the_finalizer_is_added_once_beside_others(String meta, String expected) {
        for (var patched : List.of(hold(pod(meta, "")), stamp(pod(meta, "")), open(pod(meta, "")))) {
            assertThat(patched.getMetadata().getFinalizers()).containsExactly(expected.split(" "));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            finalizers: [quorate.io/stop-proof]                    | ''
            finalizers: [a.io/a, quorate.io/stop-proof, b.io/b]    | a.io/a b.io/b
            """)
    void letting_go_takes_the_own_finalizer_alone(String meta, String expected) {
        var pod = pod(meta, "");

        assertThat(String.join(" ", apply(PodPatch.letGo(pod), pod).getMetadata().getFinalizers()))
                .isEqualTo(expected);
    }

    @Test
    void other_annotations_are_kept_and_the_own_are_renewed() {
        var pod = pod("annotations: {example.com/note: kept, quorate.io/epoch: '3', quorate.io/group-uid: old}", "");

        for (var patched : List.of(stamp(pod), open(pod))) {
            assertThat(patched.getMetadata().getAnnotations()).isEqualTo(Map.of("example.com/note", "kept",
                    "quorate.io/epoch", "7", "quorate.io/group-uid", "group-uid"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "annotations: {}"})
    void a_pod_without_annotations_gets_them(String meta) {
        assertThat(stamp(pod(meta, "")).getMetadata().getAnnotations()).containsOnlyKeys("quorate.io/epoch",
                "quorate.io/group-uid");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"[{name: a.io/a}, {name: quorate.io/quorum}]",
            "[{name: quorate.io/quorum}, {name: a.io/a}]",
            "[{name: a.io/a}, {name: quorate.io/quorum}, {name: b.io/b}]"})
    void gates_of_others_stay(String gates) {
        var others = gates.contains("b.io") ? new String[]{"a.io/a", "b.io/b"} : new String[]{"a.io/a"};

        assertThat(open(pod("", "schedulingGates: " + gates)).getSpec().getSchedulingGates())
                .extracting(PodSchedulingGate::getName).containsExactly(others);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "affinity: {}", "affinity: {podAntiAffinity: {}}", "affinity: {nodeAffinity: {}}",
            "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}]}}"})
    void without_required_terms_one_is_added(String spec) {
        assertThat(terms(open(pod("", spec)))).singleElement().satisfies(PodPatchTest::assertPinned);
    }

    @Test
    void every_required_term_is_tightened_and_the_rest_of_the_affinity_kept() {
        var opened = open(pod("", """
                affinity:
                    podAntiAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]
                    nodeAffinity:
                      preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}]
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                        - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
                        - matchFields: [{key: metadata.name, operator: NotIn, values: [w9]}]
                        - {matchExpressions: [{key: arch, operator: Exists}],
                           matchFields: [{key: metadata.name, operator: NotIn, values: [w8]}]}
                """));

        assertThat(terms(opened)).hasSize(3).allSatisfy(PodPatchTest::assertPinned);
        assertThat(terms(opened)).extracting(t -> t.getMatchExpressions().size()).containsExactly(1, 0, 1);
        assertThat(terms(opened)).extracting(t -> t.getMatchFields().size()).containsExactly(1, 2, 2);
        var affinity = opened.getSpec().getAffinity();
        assertThat(affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()).hasSize(1);
        assertThat(affinity.getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"uid", "resourceVersion"})
    void a_pod_that_is_another_by_now_is_refused(String field) {
        var pod = pod("finalizers: [quorate.io/stop-proof]", "");
        var other = MAPPER.convertValue(pod, JsonNode.class).deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) other.get("metadata")).put(field, "other");

        for (var patch : List.of(PodPatch.hold(pod, Optional.of("record-uid"), "db", "main"),
                PodPatch.stamp(pod, 7, "group-uid"),
                PodPatch.letGo(pod),
                PodPatch.open(pod, "w1", 7, "group-uid"))) {
            assertThatThrownBy(() -> JsonPatch.apply(MAPPER.readTree(patch), other))
                    .isInstanceOf(JsonPatchException.class)
                    .hasMessageContaining("found value \"other\"");
        }
    }

    @Test
    void what_is_held_carries_the_label_of_its_group() {
        assertThat(hold(pod("labels: {app: db}", "")).getMetadata().getLabels()).containsExactlyInAnyOrderEntriesOf(
                Map.of("app", "db", "quorate.io/group", "db", "quorate.io/resource", "main"));
        assertThat(hold(pod("labels: {quorate.io/group: db}", "")).getMetadata().getLabels())
                .containsExactly(entry("quorate.io/group", "db"));
    }

    @Test
    void what_is_not_there_to_be_taken_away_is_refused() {
        var pod = pod("finalizers: [a.io/a]", "schedulingGates: [{name: b.io/b}]");

        assertThatThrownBy(() -> apply(PodPatch.letGo(pod), pod)).isInstanceOf(JsonPatchException.class);
        assertThatThrownBy(() -> open(pod)).isInstanceOf(JsonPatchException.class);
    }

    private static Pod hold(Pod pod) { return apply(PodPatch.hold(pod, Optional.of("record-uid"), "db", "main"), pod); }

    private static Pod stamp(Pod pod) { return apply(PodPatch.stamp(pod, 7, "group-uid"), pod); }

    private static Pod open(Pod pod) { return apply(PodPatch.open(pod, "w1", 7, "group-uid"), pod); }

    private static Pod apply(String patch, Pod pod) {
        try {
            return MAPPER.convertValue(
                    JsonPatch.apply(MAPPER.readTree(patch), MAPPER.convertValue(pod, JsonNode.class)),
                    Pod.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<NodeSelectorTerm> terms(Pod pod) {
        return pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms();
    }

    private static void assertPinned(NodeSelectorTerm term) {
        assertThat(term.getMatchFields().getLast()).returns("metadata.name", r -> r.getKey())
                .returns("In", r -> r.getOperator()).returns(List.of("w1"), r -> r.getValues());
    }

    /** A gated pod, with these lines in its metadata and its spec. */
    private static Pod pod(String meta, String spec) {
        return Manifests.read("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: db-0
                  uid: u1
                  resourceVersion: '5'
                  %s
                spec:
                  containers: [{name: db}]
                  %s
                  %s
                """.formatted(meta, spec,
                spec.contains("schedulingGates") ? "" : "schedulingGates: [{name: quorate.io/quorum}]"), Pod.class);
    }
}
