package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void without_variables_the_settings_are_those_of_the_chart() {
        assertThat(Settings.from(Map.of())).isEqualTo(new Settings("quorate-system", Set.of(), Optional.of("quorate"),
                Duration.ofSeconds(20), Duration.ofMinutes(1), 30, Set.of("kubelet")));
        assertThat(Settings.port(Map.of())).isEqualTo(8080);
    }

    @Test
    void every_variable_is_read() {
        assertThat(Settings.from(Map.of("QUORATE_NAMESPACE", "ops", "QUORATE_WATCH_NAMESPACES", " shop, web,",
                "QUORATE_LEASE_NAME", "", "QUORATE_NODE_DOWN_AFTER", "1m30s", "QUORATE_KUBELET_MANAGERS",
                "kubelet,kwok", "QUORATE_MASS_SILENCE_DELAY", "0s", "QUORATE_FENCE_SHARE", "100")))
                .isEqualTo(new Settings("ops", Set.of("shop", "web"), Optional.empty(), Duration.ofSeconds(90),
                        Duration.ZERO, 100, Set.of("kubelet", "kwok")));
    }

    @ParameterizedTest
    @CsvSource({"12s, PT12S", "1h, PT1H", "60m, PT1H"})
    void bounds_belong_to_the_range(String value, Duration expected) {
        assertThat(Settings.from(Map.of("QUORATE_NODE_DOWN_AFTER", value)).nodeDownAfter()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            QUORATE_NODE_DOWN_AFTER  | soon       | is no duration; write for example 20s or 1m30s
            QUORATE_NODE_DOWN_AFTER  | ''         | is no duration; write for example 20s or 1m30s
            QUORATE_NODE_DOWN_AFTER  | 20         | is no duration; write for example 20s or 1m30s
            QUORATE_NODE_DOWN_AFTER  | -20s       | is no duration; write for example 20s or 1m30s
            QUORATE_NODE_DOWN_AFTER  | 0s         | is out of range; from 12s to 1h
            QUORATE_NODE_DOWN_AFTER  | 11.999s    | is out of range; from 12s to 1h
            QUORATE_NODE_DOWN_AFTER  | 1h1ms      | is out of range; from 12s to 1h
            QUORATE_NODE_DOWN_AFTER  | 99999999999999999999h | is no duration; write for example 20s or 1m30s
            QUORATE_MASS_SILENCE_DELAY | 61m      | is out of range; from 0s to 1h
            QUORATE_FENCE_SHARE      | 0          | is no share in percent; from 1 to 100, where 100 holds nothing back
            QUORATE_FENCE_SHARE      | 101        | is no share in percent; from 1 to 100, where 100 holds nothing back
            QUORATE_FENCE_SHARE      | 30%        | is no share in percent; from 1 to 100, where 100 holds nothing back
            QUORATE_NAMESPACE        | ''         | is no namespace; write for example quorate-system
            QUORATE_NAMESPACE        | Ops        | is no namespace; write for example quorate-system
            QUORATE_NAMESPACE        | a/b        | is no namespace; write for example quorate-system
            QUORATE_WATCH_NAMESPACES | shop;web   | is no list of namespaces; write for example shop,web
            QUORATE_WATCH_NAMESPACES | shop,Web   | is no list of namespaces; write for example shop,web
            QUORATE_LEASE_NAME       | my lease   | is no name of a Lease; write for example quorate, or nothing for no leader election
            QUORATE_KUBELET_MANAGERS | ''         | names no field manager; write kubelet
            QUORATE_KUBELET_MANAGERS | ,          | names no field manager; write kubelet
            """)
    void a_bad_value_is_refused_with_its_variable_and_the_remedy(String variable, String value, String told) {
        assertThatThrownBy(() -> Settings.from(Map.of(variable, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(variable + "=" + value + " " + told);
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "65536", "999999", "http", "80.0", "٨٠"})
    void a_bad_port_is_refused(String value) {
        assertThatThrownBy(() -> Settings.port(Map.of("QUORATE_HTTP_PORT", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("QUORATE_HTTP_PORT=" + value + " is no port; from 0 to 65535");
    }
}
