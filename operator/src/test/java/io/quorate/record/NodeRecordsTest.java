package io.quorate.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.core.Allocation;
import io.quorate.core.NodeRecord;
import io.quorate.port.KubernetesApi;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true, https = false)
class NodeRecordsTest {

    private static final NodeRecord FULL = new NodeRecord("w1", "uid-w1", NodeRecord.Recovery.UP, "boot-1", "boot-0",
            "boot-2",
            Instant.parse("2026-11-23T12:00:00Z"), List.of(Instant.parse("2026-11-23T11:50:00Z")),
            List.of("shop/db", "shop/web"),
            List.of(new Allocation("shop/db", "uid-db", 7,
                    Map.of("cpu", 500L, "memory", Long.MAX_VALUE), List.of("shop/replica")),
                    new Allocation("shop/web", "uid-web", 1, Map.of(), List.of())));

    KubernetesClient client;

    private NodeRecords records;

    @BeforeEach
    void records() {

        records = new NodeRecords(new KubernetesApi(client), "quorate-system");
    }

    @Test
    void what_was_written_is_read_again() {
        records.write(Optional.empty(), FULL);
        records.write(records.read("w1").version(), FULL.withdraw("uid-web"));

        assertThat(records.read("w1").value()).contains(FULL.withdraw("uid-web"));
        assertThat(records.read("w2").value()).isEmpty();
    }

    @Test
    void a_record_is_labelled_as_a_nodes() {
        records.write(Optional.empty(), FULL);

        assertThat(client.configMaps().inNamespace("quorate-system").withLabel("quorate.io/record", "node").list()
                .getItems()).singleElement().returns("node-w1", m -> m.getMetadata().getName());
    }

    /** Key; what is replaced in its value (all of it where empty) by what; what is told. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            schema      |                    | 2                     | is '2': expected is '1'
            node        |                    | w2                    | is 'w2': expected is 'w1'
            recovery    |                    | UP                    | recovery 'UP' is none of up, down
            recovery    |                    | ''                    | recovery '' is none of up, down
            since       |                    | yesterday             | since 'yesterday' is no time
            losses      |                    | ["yesterday"]         | losses 'yesterday' is no time
            losses      |                    | null                  | losses is missing
            groups      |                    | null                  | groups is missing
            groups      |                    | [null]                | an entry of groups is missing
            groups      |                    | [1]                   | missing, or not of its type
            groups      |                    | ["shop/db"            | no JSON
            allocations |                    | ''                    | missing, or not of its type
            allocations |                    | null                  | allocations is missing
            allocations |                    | [null]                | an entry of allocations is missing
            allocations |                    | [{}]                  | epoch: missing, or not of its type
            allocations | "uid-db"           | "uid-web"             | a groupUID is listed twice
            allocations | "uid-db"           | null                  | groupUID is missing
            allocations | "shop/db"          | ""                    | group is empty
            allocations | "epoch":7          | "epoch":-1            | epoch -1 is out of range
            allocations | "epoch":7          | "epoch":1e3           | epoch: missing, or not of its type
            allocations | "epoch":7          | "epoch":9223372036854775807 | is out of range
            allocations | "cpu":"0.5"        | "cpu":null            | requests.cpu is missing
            allocations | "cpu":"0.5"        | "cpu":0.5             | missing, or not of its type
            allocations | "cpu":"0.5"        | "cpu":"-2"            | requests.cpu '-2' is no amount
            allocations | "cpu":"0.5"        | "cpu":"500m"          | requests.cpu '500m' is no amount
            allocations | "cpu":"0.5"        | "cpu":"1e1000000000"  | requests.cpu '1e1000000000' is no amount
            allocations | "cpu":"0.5"        | "cpu":"0.0005"        | requests.cpu '0.0005' is no amount
            allocations | "apart":[]         | "apart":null          | apart is missing
            allocations | "shop/replica"     | null                  | an entry of apart is missing
            allocations | "requests":{}      | "requests":null       | requests is missing
            allocations | "apart":[]         | "beside":[]           | beside: no such field
            fence       |                    | boot-1                | no such key in schema 1
            """)
    void a_record_edited_into_nonsense_is_refused_and_says_why(String key, String from, String to, String told) {
        var data = written();
        data.merge(key, to, (old, all) -> from == null ? all : old.replace(from, to));

        assertRefused(data, "data." + key + " ", told, "Restore the record as it was", "delete it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "node", "nodeUID", "recovery", "bootID", "contradictedBoot", "fencedBoot",
            "since", "losses", "groups",
            "allocations"})
    void a_record_without_one_of_its_keys_is_refused(String key) {
        var data = written();
        data.remove(key);

        assertRefused(data, "data." + key + " is missing");
    }

    @Test
    void an_empty_config_map_is_no_record() {
        assertRefused(null, "data.schema is missing");
    }

    private static Map<String, String> written() { return new HashMap<>(NodeFormat.write(FULL)); }

    private void assertRefused(Map<String, String> data, String... told) {
        client.resource(new ConfigMapBuilder().withNewMetadata().withNamespace("quorate-system").withName("node-w1")
                .endMetadata().withData(data).build()).create();
        assertThatThrownBy(() -> records.read("w1")).isInstanceOf(UnreadableRecord.class)
                .hasMessageStartingWith("record ConfigMap quorate-system/node-w1, ").hasMessageContainingAll(told);
    }
}
