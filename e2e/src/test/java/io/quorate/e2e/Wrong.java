package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DynamicTest;

/** A spec that somebody applies, and what the API server tells him of it. */
record Wrong(String what, String spec, String... told) {

    DynamicTest refused(Scene scene, String kind) {
        return DynamicTest.dynamicTest(what, () -> {
            var file = scene.file("{apiVersion: quorate.io/v1alpha1, kind: " + kind + ", metadata: {name: db}, spec: "
                    + spec + "}\n");
            assertThatThrownBy(() -> scene.kubectl("apply", "-f", file)).isInstanceOf(CommandFailed.class)
                    .satisfies(e -> assertThat(e.getMessage()).contains(told));
        });
    }
}
