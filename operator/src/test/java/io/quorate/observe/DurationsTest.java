package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"20s, PT20S", "1m30s, PT1M30S", "1h, PT1H", "1.5m, PT1M30S", "250ms, PT0.25S", "1h0m0s, PT1H",
            "0s, PT0S"})
    void durations_are_read_as_kubernetes_writes_them(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "soon", "20", "s", "-20s", "+20s", "20s ", "20 s", "20S", "20sx", "1.s", ".5s",
            "1d", "PT20S", "1,5s", "٢٠s", "99999999999999999999h", "9999999999999999h9999999999999999h"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
