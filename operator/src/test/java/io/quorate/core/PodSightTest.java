package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSightTest {

    @ParameterizedTest
    @CsvSource({"failed by kubelet, true", "succeeded, true", "failed by others, false", "running, false",
            "ready, false"})
    void a_pod_is_over_once_its_kubelet_says_so_of_all_of_it(String state, boolean over) {
        var pods = Given.of("group: {nodes: [n1, n2]}\npods: {db-0: \"on n1, " + state + "\"}").pods();

        assertThat(pods).singleElement().returns(over, PodSight::over);
    }
}
