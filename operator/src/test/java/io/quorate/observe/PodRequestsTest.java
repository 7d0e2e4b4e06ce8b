package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.Manifests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As Kubernetes' page on init containers and sidecars has it. */
class PodRequestsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "containers: [{name: a}]                                                        | {}",
            "containers: [{name: a, R 1}, {name: b, R 500m}]                                | {cpu=1500}",
            "'containers: [{name: a, R 1}], initContainers: [{name: i, R 3}, {name: j, R 2}]' | {cpu=3000}",
            "'containers: [{name: a, R 1}], initContainers: [{name: i, R 500m}]'            | {cpu=1000}",
            "'containers: [{name: a, R 1}], initContainers: [{name: s, restartPolicy: Always, R 2}]' | {cpu=3000}",
            "'containers: [{name: a, R 1}], initContainers: [{name: s, restartPolicy: Always, R 2}, {name: i, R 2}]' | {cpu=4000}",
            "'containers: [{name: a, R 1}], initContainers: [{name: i, R 2}, {name: s, restartPolicy: Always, R 2}]' | {cpu=3000}",
            "'containers: [{name: a, R 1}], overhead: {cpu: 250m}'                          | {cpu=1250}",
            "'containers: [{name: a, R 1}], resources: {requests: {cpu: 2}}'                | {cpu=2000}",
            "'containers: [{name: a, resources: {requests: {memory: 1Ki, cpu: 1u}}}]'       | {cpu=1, memory=1024000}",
            "'containers: [{name: a, resources: {requests: {memory: 9000E}}}, {name: b, R 1}]' | {cpu=1000, memory=9223372036854775807}"})
    void a_pod_asks_for(String spec, String expected) {
        var pod = Manifests.read("metadata: {name: db-0}\nspec: {%s}\n"
                .formatted(spec.replaceAll("R (\\w+)", "resources: {requests: {cpu: $1}}")), Pod.class);

        assertThat(PodRequests.of(pod)).hasToString(expected);
    }
}
