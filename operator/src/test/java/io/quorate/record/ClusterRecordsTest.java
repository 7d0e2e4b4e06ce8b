package io.quorate.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quorate.port.ApiException;
import io.quorate.port.KubernetesApi;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class ClusterRecordsTest {

    private static final String AT = "{\"time\":\"2026-11-23T12:00:00Z\",";

    KubernetesClient client;
    KubernetesMockServer server;
    private ClusterRecords records;

    @BeforeEach
    void records() {
        records = new ClusterRecords(new KubernetesApi(client), "quorate-system",
                Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    }

    @Test
    void the_first_record_counts_members_and_names_those_down() {
        write("a b c", "b");

        assertThat(map().getData()).containsEntry("schema", "1")
                .containsEntry("members", "{\"count\":3,\"down\":[\"b\"]}")
                .containsEntry("events", "[" + AT + "\"node\":\"b\",\"what\":\"Down\"}]");
        assertThat(map().getMetadata().getLabels()).containsEntry("quorate.io/record", "cluster");
    }

    @ParameterizedTest(name = "{0} down {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a b c | c   | c Joined, c Down
            a     | ''  | b Left
            a b   | a   | a Down
            a b   | a b | a Down, b Down
            b c   | ''  | c Joined, a Left
            """)
    void what_changed_is_told_first(String nodes, String down, String told) {
        write("a b", "");

        write(nodes, down);

        assertThat(told()).isEqualTo(told);
    }

    @Test
    void a_node_that_returns_is_up() {
        write("a b", "a");

        write("a b", "");

        assertThat(told()).isEqualTo("a Up, a Down");
    }

    @Test
    void nothing_is_written_if_nothing_has_changed() {
        write("a b", "b");
        var requests = server.getRequestCount();

        write("a b", "b");
        new ClusterRecords(new KubernetesApi(client), "quorate-system", Clock.systemUTC()).write(names("a b"),
                names("b"));

        assertThat(server.getRequestCount()).as("two reads").isEqualTo(requests + 2);
    }

    @Test
    void only_the_last_events_are_kept() {
        for (int round = 0; round < 40; round++) {
            write("a b", "b");
            write("a b", "");
        }

        assertThat(told().split(", ")).hasSize(64).startsWith("b Up", "b Down");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            1    | {            | []
            1    | null         | null
            1    | {}           | {}
            1    | {"count":2}  | [null]
            1    | {"count":2,"down":null} | [{"node":1}]
            1    | {"count":2,"down":[null]} | []
            1    | none         | none
            2    | {"count":2,"down":["b"]} | []
            none | {"count":2,"down":["b"]} | []
            """)
    void what_cannot_be_read_is_written_anew(String schema, String members, String events) {
        var data = new java.util.HashMap<String, String>();
        data.put("schema", schema);
        data.put("members", members);
        data.put("events", events);
        data.values().removeIf(v -> v == null);
        client.resource(new ConfigMapBuilder().withNewMetadata().withNamespace("quorate-system").withName("cluster")
                .endMetadata().withData(data).build()).create();

        write("a b", "b");

        assertThat(map().getData()).isEqualTo(Map.of("schema", "1", "members", "{\"count\":2,\"down\":[\"b\"]}",
                "events", "[" + AT + "\"node\":\"b\",\"what\":\"Down\"}]"));
    }

    @Test
    void what_could_not_be_written_is_told_the_next_time() {
        write("a", "");
        server.expect().put().withPath("/api/v1/namespaces/quorate-system/configmaps/cluster").andReturn(409, "")
                .once();
        assertThatThrownBy(() -> write("a b", "")).isInstanceOf(ApiException.class);

        write("a b", "");

        assertThat(told()).isEqualTo("b Joined");
    }

    private void write(String nodes, String down) { records.write(names(nodes), names(down)); }

    private static TreeSet<String> names(String words) {
        var names = new TreeSet<>(List.of(words.split(" ")));
        names.remove("");
        return names;
    }

    private String told() {
        return map().getData().get("events")
                .replaceAll("\\{\"time\":\"[^\"]*\",\"node\":\"(\\w)\",\"what\":\"(\\w+)\"}",
                        "$1 $2")
                .replaceAll("[\\[\\]]", "").replace(",", ", ");
    }

    private ConfigMap map() { return client.configMaps().inNamespace("quorate-system").withName("cluster").get(); }
}
