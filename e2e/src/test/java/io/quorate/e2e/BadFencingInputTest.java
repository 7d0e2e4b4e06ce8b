package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fencing that would fail in the night in which it is needed is refused when it is written down. */
@OnCluster
class BadFencingInputTest {

    private static final String TEMPLATE = "{type: RemediationTemplate, remediationTemplate: {apiVersion: %s, kind: %s,"
            + " name: %s, namespace: %s}}";

    @TestFactory
    Stream<DynamicTest> a_method_that_is_wrong_is_refused(Scene scene) {
        return Stream.of(new Wrong("nothing at all", "null", "spec", "Required"),
                new Wrong("no type", "{}", "spec.type", "Required"),
                new Wrong("an unknown type", "{type: Magic}", "spec.type", "Magic", "Job", "Person",
                        "RemediationTemplate"),
                new Wrong("a Job without a template", "{type: Job}", "spec.job: needed with type Job"),
                new Wrong("a Job without its template's name", "{type: Job, job: {}}", "spec.job.podTemplate",
                        "Required"),
                new Wrong("a Job with a bad name", "{type: Job, job: {podTemplate: Fence_IPMI}}",
                        "spec.job.podTemplate", "Fence_IPMI"),
                new Wrong("a person with a Job", "{type: Person, job: {podTemplate: fence}}",
                        "spec.job: needed with type Job, and with no other type"),
                new Wrong("a Job with another's template",
                        "{type: Job, job: {podTemplate: fence}, remediationTemplate: {apiVersion: v1,"
                                + " kind: ATemplate, name: a, namespace: a}}",
                        "spec.remediationTemplate: needed with type RemediationTemplate, and with no other type"),
                new Wrong("a remediation without a template", "{type: RemediationTemplate}",
                        "spec.remediationTemplate: needed with type RemediationTemplate"),
                new Wrong("a template of a strange version", TEMPLATE.formatted("latest", "ATemplate", "a", "a"),
                        "spec.remediationTemplate.apiVersion", "latest"),
                new Wrong("a template that is none", TEMPLATE.formatted("a.io/v1", "Remediation", "a", "a"),
                        "spec.remediationTemplate.kind", "Remediation"),
                new Wrong("a template in no namespace", TEMPLATE.formatted("a.io/v1", "ATemplate", "a", "A.B"),
                        "spec.remediationTemplate.namespace", "A.B"),
                new Wrong("an attempt of no time", "{type: Person, timeout: 1s}", "spec.timeout", "from 5s to 1h"),
                new Wrong("an attempt of days", "{type: Person, timeout: 48h}", "spec.timeout", "from 5s to 1h"),
                new Wrong("an attempt in words", "{type: Person, timeout: two minutes}", "spec.timeout",
                        "two minutes"),
                new Wrong("no attempt", "{type: Person, attempts: 0}", "spec.attempts",
                        "greater than or equal to 1"),
                new Wrong("an order out of range", "{type: Person, order: 1001}", "spec.order",
                        "less than or equal to 1000"),
                new Wrong("an unknown word for the taint", "{type: Person, outOfService: Always}",
                        "spec.outOfService", "Always", "AfterFence", "Never"),
                new Wrong("nodes by an unknown operator",
                        "{type: Person, nodeSelector: {matchExpressions: [{key: a, operator: Near, values: [b]}]}}",
                        "spec.nodeSelector.matchExpressions[0].operator", "Near", "NotIn"),
                new Wrong("nodes by no values",
                        "{type: Person, nodeSelector: {matchExpressions: [{key: a, operator: In}]}}",
                        "spec.nodeSelector.matchExpressions", "values: needed with In and NotIn"),
                new Wrong("nodes by values that do not count",
                        "{type: Person, nodeSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
                        "spec.nodeSelector.matchExpressions", "values: needed with In and NotIn, and with no other"),
                new Wrong("nodes by a number", "{type: Person, nodeSelector: {matchLabels: {rack: 7}}}",
                        "spec.nodeSelector.matchLabels.rack", "string"),
                new Wrong("an unknown field", "{type: Person, retries: 3}", "spec.retries"))
                .map(wrong -> wrong.refused(scene, "FencingMethod"));
    }

    @TestFactory
    Stream<DynamicTest> a_fence_that_is_wrong_is_refused(Scene scene) {
        var word = "attestation: {by: admin, statement: pulled the plug}";
        return Stream.of(new Wrong("nothing at all", "null", "spec", "Required"),
                new Wrong("no node", "{bootID: b, covers: [a], " + word + "}", "spec.node", "Required"),
                new Wrong("no node name", "{node: Node_A, bootID: b, covers: [a], " + word + "}", "spec.node",
                        "Node_A"),
                new Wrong("a long node name", "{node: " + "x".repeat(241) + ", bootID: b, covers: [a], " + word + "}",
                        "spec.node", "240"),
                new Wrong("no boot", "{node: a, covers: [a], " + word + "}", "spec.bootID", "Required"),
                new Wrong("no instance", "{node: a, bootID: b, " + word + "}", "spec.covers", "Required"),
                new Wrong("an empty list of instances", "{node: a, bootID: b, covers: [], " + word + "}",
                        "spec.covers", "at least 1"),
                new Wrong("a priority beyond all numbers",
                        "{node: a, bootID: b, covers: [a], priority: 3000000000, " + word + "}", "spec.priority",
                        "less than or equal to 1000"),
                new Wrong("nobody's word", "{node: a, bootID: b, covers: [a], attestation: {statement: it is off}}",
                        "spec.attestation.by", "Required"),
                new Wrong("another's word",
                        "{node: a, bootID: b, covers: [a], attestation: {by: root, statement: it is off}}",
                        "spec.attestation.by", "nobody speaks for others"),
                new Wrong("a word of two letters",
                        "{node: a, bootID: b, covers: [a], attestation: {by: admin, statement: ok}}",
                        "spec.attestation.statement", "at least 3"),
                new Wrong("an unknown field", "{node: a, bootID: b, covers: [a], boot: b, " + word + "}", "spec.boot"))
                .map(wrong -> wrong.refused(scene, "NodeFence"));
    }

    @Test
    void what_a_fence_asks_for_does_not_change(Scene scene) {
        scene.create("""
                apiVersion: quorate.io/v1alpha1
                kind: NodeFence
                metadata: {name: $1-word, labels: {quorate.io/operator: nobody}}
                spec: {node: $1, bootID: b, covers: [a], attestation: {by: admin, statement: pulled the plug}}
                """);

        assertThatThrownBy(() -> scene.kubectl("patch", "nodefence", "$1-word", "--type=merge", "-p",
                "{\"spec\":{\"bootID\":\"c\"}}")).isInstanceOf(CommandFailed.class)
                .hasMessageContaining("what was asked does not change; create another NodeFence");
    }
}
