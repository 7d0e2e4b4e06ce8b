package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.Manifests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarriersTest {

    private static final String NO_TAINT = "";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "{key: a, value: b, effect: NoSchedule}       | -                                       | taint a=b:NoSchedule is not tolerated",
            "{key: a, effect: NoExecute}                  | -                                       | taint a:NoExecute is not tolerated",
            "{key: a, effect: PreferNoSchedule}           | -                                       | -",
            "{key: node.kubernetes.io/not-ready, effect: NoExecute}     | -                         | -",
            "{key: node.kubernetes.io/disk-pressure, effect: NoSchedule} | -                        | taint node.kubernetes.io/disk-pressure:NoSchedule is not tolerated",
            "{key: a, value: b, effect: NoSchedule}       | {key: a, value: b, effect: NoSchedule}  | -",
            "{key: a, value: b, effect: NoSchedule}       | {key: a, operator: Equal, value: b}     | -",
            "{key: a, value: b, effect: NoSchedule}       | {key: a, operator: Equal, value: c}     | taint a=b:NoSchedule is not tolerated",
            "{key: a, value: b, effect: NoSchedule}       | {key: a, operator: Exists}              | -",
            "{key: a, value: b, effect: NoSchedule}       | {operator: Exists}                      | -",
            "{key: a, value: b, effect: NoExecute}        | {operator: Exists, effect: NoSchedule}  | taint a=b:NoExecute is not tolerated",
            "{key: a, effect: NoSchedule}                 | {key: a, operator: Equal}               | -",
            "{key: a, value: '3', effect: NoSchedule}     | {key: a, operator: Gt, value: '2'}      | taint a=3:NoSchedule is not tolerated"})
    void a_taint_keeps_off_who_does_not_tolerate_it(String taint, String toleration, String expected) {
        assertBarrier(node(taint), pod("tolerations: [" + (toleration == null ? "" : toleration) + "]"), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "{zone: a}            | -", "{zone: b} | lacks the label zone=b, which nodeSelector asks for",
            "{zone: a, disk: ssd} | lacks the label disk=ssd, which nodeSelector asks for"})
    void a_node_selector_wants_its_labels(String selector, String expected) {
        assertBarrier(node(NO_TAINT), pod("nodeSelector: " + selector), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}     | -",
            "{matchExpressions: [{key: zone, operator: In, values: [b]}]}        | is not what nodeAffinity asks for: zone=b",
            "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}     | is not what nodeAffinity asks for: zone not a",
            "{matchExpressions: [{key: disk, operator: NotIn, values: [a]}]}     | -",
            "{matchExpressions: [{key: disk, operator: Exists}]}                 | is not what nodeAffinity asks for: disk",
            "{matchExpressions: [{key: zone, operator: DoesNotExist}]}           | is not what nodeAffinity asks for: no zone",
            "{matchExpressions: [{key: cores, operator: Gt, values: ['7']}]}     | -",
            "{matchExpressions: [{key: cores, operator: Lt, values: ['8']}]}     | is not what nodeAffinity asks for: cores<8",
            "{matchExpressions: [{key: zone, operator: Gt, values: ['7']}]}      | is not what nodeAffinity asks for: zone>7",
            "{matchExpressions: [{key: zone, operator: Near, values: [a]}]}      | is not what nodeAffinity asks for: zone Near a",
            "'{matchExpressions: [{key: zone, operator: In, values: [b]}]}, {matchExpressions: [{key: cores, operator: Exists}]}' | -",
            "'{matchExpressions: [{key: zone, operator: In, values: [b]}, {key: cores, operator: Exists}]}' | is not what nodeAffinity asks for: zone=b and cores"})
    void required_node_affinity_wants_one_of_its_terms(String terms, String expected) {
        assertBarrier(node(NO_TAINT), pod("affinity: {nodeAffinity: {" + required(terms) + "}}"), expected);
    }

    /** So it is with each pod whose gate was opened. */
    @Test
    void the_name_of_the_present_node_is_no_barrier_to_the_next() {
        assertBarrier(node(NO_TAINT), pod("affinity: {nodeAffinity: {" + required(
                "{matchFields: [{key: metadata.name, operator: In, values: [w2]}]}") + "}}"), null);
    }

    @Test
    void a_volume_may_be_elsewhere() {
        var from = Manifests.read("""
                nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [w2]}]}]
                """, NodeSelector.class);

        assertThat(Barriers.of(node(NO_TAINT), List.of(), Map.of("disk", from)))
                .containsExactly("volume disk cannot be reached from there");
    }

    private static void assertBarrier(Node node, Pod pod, String expected) {
        assertThat(Barriers.of(node, List.of(pod, pod), Map.of()))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    private static String required(String terms) {
        return "requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [" + terms + "]}";
    }

    private static Node node(String taint) {
        return Manifests.read("""
                metadata: {name: w1, labels: {zone: a, cores: '8'}}
                spec: {taints: [%s]}
                """.formatted(taint), Node.class);
    }

    private static Pod pod(String spec) {
        return Manifests.read("metadata: {name: db-0}\nspec: {%s}\n".formatted(spec), Pod.class);
    }
}
