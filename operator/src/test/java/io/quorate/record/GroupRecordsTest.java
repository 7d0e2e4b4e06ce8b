package io.quorate.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Avoidance;
import io.quorate.core.Claim;
import io.quorate.core.Decided;
import io.quorate.core.Evidence;
import io.quorate.core.Failures;
import io.quorate.core.GroupRecord;
import io.quorate.core.Instance;
import io.quorate.core.Machine;
import io.quorate.core.Recorded;
import io.quorate.core.Times;
import io.quorate.port.KubernetesApi;
import java.time.Clock;
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
class GroupRecordsTest {

    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final GroupRecord FULL = full();

    KubernetesClient client;

    private GroupRecords records;
    private ResourceGroup group;

    @BeforeEach
    void group() {

        records = new GroupRecords(new KubernetesApi(client), Clock.systemUTC());
        group = new ResourceGroup();
        group.getMetadata().setNamespace("shop");
        group.getMetadata().setName("db");
        group.getMetadata().setUid("group-uid");
    }

    private static GroupRecord full() {
        var machine = new Machine("uid-w1", "system-1", "machine-1", "", "boot-1");
        var gone = new Instance("main", "u1", "db-0", "w1", machine, 6, Instance.State.STOPPING, TIME,
                Optional.of(TIME), 3, Optional.of(TIME), Optional.of("boot-1"), Optional.empty());
        var going = new Instance("main", "u2", "db-0", "w1", machine, 6, Instance.State.STOPPING, TIME,
                Optional.empty(), 0, Optional.of(TIME), Optional.of("boot-1"), Optional.empty());
        var never = new Instance("main", "u3", "db-0", "", new Machine("", "", "", "", ""), 7,
                Instance.State.STOPPED, TIME, Optional.empty(), 0, Optional.empty(), Optional.empty(),
                Optional.of(new Evidence(Evidence.Kind.NeverBound, "", TIME)));
        var there = new Instance("main", "u4", "db-0", "w2", machine, 7, Instance.State.ADMITTED, TIME,
                Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty());
        return new GroupRecord(7, List.of("w1", "w2", "w3"),
                Optional.of(new Claim(7, "w2", machine, Claim.State.HELD, TIME, "NodeSilent")), TIME,
                List.of(gone.stopped(new Evidence(Evidence.Kind.OutOfService, "w1/boot-1", TIME)), going, never, there),
                List.of(new Failures("main", "w3", List.of(TIME, TIME))),
                List.of(new Avoidance("w3", TIME, "Unschedulable")),
                List.of(new Decided(7, TIME, Decided.Action.Failover, "w1", "w2", "NodeSilent", "OutOfService",
                        new Times(Optional.of(TIME.minusSeconds(40)), Optional.of(TIME.minusSeconds(20)),
                                Optional.of(TIME.plusSeconds(5)))),
                        new Decided(1, TIME, Decided.Action.Start, "", "w1", "FirstEligibleOwner", "",
                                Times.NONE)));
    }

    @Test
    void what_was_written_is_read_again() {
        records.write(group, Optional.empty(), FULL, false);

        var read = records.read(group);

        assertThat(read.value()).isEqualTo(new Recorded.Present(FULL, true));
        assertThat(read.version()).contains(map().getMetadata().getResourceVersion());
    }

    @Test
    void a_group_without_record_has_none() {
        assertThat(records.read(group))
                .isEqualTo(new Versioned<>(new Recorded.Absent(), Optional.empty(), Optional.empty()));
    }

    @Test
    void the_record_is_owned_by_its_group_and_kept_by_a_finalizer() {
        records.write(group, Optional.empty(), FULL, false);

        var meta = map().getMetadata();
        assertThat(meta.getLabels()).containsEntry("quorate.io/record", "group");
        assertThat(meta.getFinalizers()).containsExactly("quorate.io/record");
        assertThat(meta.getOwnerReferences()).singleElement().returns("ResourceGroup", o -> o.getKind())
                .returns("quorate.io/v1alpha1", o -> o.getApiVersion()).returns("db", o -> o.getName())
                .returns("group-uid", o -> o.getUid()).returns(true, o -> o.getController());
    }

    @Test
    void a_second_write_replaces_the_first() {
        records.write(group, Optional.empty(), FULL, false);

        records.write(group, records.read(group).version(), FULL.release("QuorumLost", TIME), true);

        assertThat(records.read(group).value()).isEqualTo(new Recorded.Present(FULL.release("QuorumLost", TIME), true));
        assertThat(map().getMetadata().getAnnotations()).containsKey("quorate.io/rebuilt");
    }

    @Test
    void let_go_takes_the_own_finalizer_alone() {
        records.write(group, Optional.empty(), FULL, false);
        client.resource(new ConfigMapBuilder(map()).editMetadata().addToFinalizers("example.com/backup").endMetadata()
                .build()).update();

        records.letGo(group, records.read(group).version().orElseThrow());

        assertThat(map().getMetadata().getFinalizers()).containsExactly("example.com/backup");
        assertThat(records.read(group).value()).isEqualTo(new Recorded.Present(FULL, false));
    }

    @Test
    void a_record_changed_since_is_not_let_go() {
        records.write(group, Optional.empty(), FULL, false);
        var seen = records.read(group).version().orElseThrow();
        records.write(group, Optional.of(seen), FULL.release("QuorumLost", TIME), false);

        records.letGo(group, seen);

        assertThat(map().getMetadata().getFinalizers()).containsExactly("quorate.io/record");
    }

    /** Key; what is replaced in its value (all of it where empty) by what; what is told. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            schema     |                     | 2                       | is '2': expected is '1'
            schema     |                     | ''                      | is '': expected is '1'
            group      |                     | other                   | is 'other': expected is 'db'
            groupUID   |                     | other                   | is 'other': expected is 'group-uid'
            epoch      |                     | many                    | is 'many': no whole number
            epoch      |                     | ''                      | is '': no whole number
            epoch      |                     | -1                      | is '-1': no whole number
            epoch      |                     | +7                      | is '+7': no whole number
            epoch      |                     | 07                      | is '07': no whole number
            epoch      |                     | 7.0                     | is '7.0': no whole number
            epoch      |                     | ٧                       | no whole number
            epoch      |                     | 9223372036854775807     | no whole number from 0 to 999999999999999
            epoch      |                     | 99999999999999999999999 | no whole number
            epoch      |                     | 6                       | is ahead of data.epoch 6
            epoch      |                     | 8                       | contradicts data.epoch 8
            owners     |                     | null                    | owners is missing
            owners     |                     | []                      | missing, or not of its type
            owners     |                     | {}                      | committed is missing
            owners     | "w1","w2","w3"      |                         | no owner is listed
            owners     | "w1"                | null                    | an entry of committed is missing
            owners     | "w1"                | "w2"                    | an owner is listed twice
            owners     | "w1"                | "../w1"                 | owner '../w1' is no name of an object
            owners     | "w1"                | 1                       | missing, or not of its type
            owners     | }                   | ,"pending":[]}          | pending: no such field
            claim      |                     | ''                      | missing, or not of its type
            claim      |                     | {                       | no JSON
            claim      |                     | null {}                 | missing, or not of its type
            claim      |                     | {}                      | missing, or not of its type
            claim      | "epoch":7           | "epoch":8               | epoch 8 contradicts data.epoch 7
            claim      | "epoch":7           | "epoch":6               | epoch 6 contradicts data.epoch 7
            claim      | "epoch":7           | "epoch":-7              | epoch -7 is out of range
            claim      | "epoch":7           | "epoch":"7"             | epoch: missing, or not of its type
            claim      | "epoch":7           | "epoch":7.5             | epoch: missing, or not of its type
            claim      | "epoch":7           | "epoch":null            | epoch: missing, or not of its type
            claim      | "epoch":7,          |                         | epoch: missing, or not of its type
            claim      | "epoch":7           | "epoch":7,"epoch":7     | no JSON
            claim      | "epoch":7           | "epoch":1e400           | epoch: missing, or not of its type
            claim      | "node":"w2"         | "node":""               | a held claim names no node
            claim      | "node":"w2"         | "node":null             | node is missing
            claim      | "node":"w2"         | "node":"w9"             | epoch 7 on 'w9' is not what the newest line of data.history tells
            claim      | "node":"w2"         | "host":"w2"             | host: no such field
            claim      | "state":"Held"      | "state":"HELD"          | state 'HELD' is none of Held, Released
            claim      | "state":"Held"      | "state":null            | state is missing
            claim      | "machine":{         | "machine":null,"m":{    | m: no such field
            claim      | "bootID":"boot-1"   | "bootID":null           | machine.bootID is missing
            claim      | 2026-11-23T12       | 2026-11-23 12           | time '2026-11-23 12:00:00.123Z' is no time
            claim      | 2026-11-23          | +999999999-11-23        | is out of range
            claim      | 2026-11-23          | 1926-11-23              | is out of range
            claim      | "NodeSilent"        | null                    | reason is missing
            instances  |                     | null                    | instances is missing
            instances  |                     | [null]                  | an entry of instances is missing
            instances  |                     | [{}]                    | [0].epoch: missing, or not of its type
            instances  |                     | [{"podUID":null}]       | [0].epoch: missing, or not of its type
            instances  | "podUID":"u1",      |                         | podUID is missing
            instances  | "podUID":"u1"       | "podUID":" "            | podUID is empty
            instances  | "podUID":"u1"       | "podUID":"u2"           | pod u2 is listed twice
            instances  | "podUID":"u1"       | "podUID":1              | [0].podUID: missing, or not of its type
            instances  | "epoch":6           | "epoch":8               | pod u1 of epoch 8 is ahead of data.epoch 7
            instances  | "epoch":6           | "epoch":-6              | epoch -6 is out of range
            instances  | "state":"Stopped"   | "state":"Gone"          | state 'Gone' is none of Admitted, Stopping, Stopped
            instances  | "state":"Stopping"  | "state":"Stopped"       | pod u2: state Stopped does not fit
            instances  | "state":"Stopped"   | "state":"Admitted"      | pod u1: state Admitted does not fit
            instances  | "state":"Stopped"   | "state":"Stopping"      | pod u1: state Stopping does not fit
            instances  | "state":"Admitted"  | "state":"Stopped"       | pod u4: state Stopped does not fit
            instances  | "bootIDAtDelete":"boot-1", |                  | pod u1: state Stopped does not fit
            instances  | "type":"OutOfService" | "type":"Hope"         | evidence.type 'Hope' is none of StopProof, NeverBound
            instances  | "type":"OutOfService" | "type":null           | evidence.type is missing
            instances  | "ref":"w1/boot-1",  |                         | evidence.ref is missing
            instances  | "pod":"db-0"        | "pod":""                | pod '' is no name of an object
            instances  | "node":"w1"         | "node":"a/b"            | node 'a/b' is no name of an object
            instances  | "resource":"main",  |                         | resource is missing
            instances  | "machine":          | "epoch":6,"machine":    | no JSON
            avoided    |                     | {}                      | missing, or not of its type
            avoided    |                     | [null]                  | an entry of avoided is missing
            avoided    | "w3"                | null                    | node is missing
            avoided    | 2026                | soon                    | is no time such as
            since      |                     | ''                      | since '' is no time
            instances  | "restarts":3        | "restarts":-3           | restarts -3 is below 0
            instances  | "restarts":3,       |                         | [0].restarts: missing, or not of its type
            instances  | "since":"2026       | "since":"soon           | since 'soon
            instances  | "readyAt":"2026     | "readyAt":"soon         | readyAt 'soon
            failures   |                     | [null]                  | an entry of failures is missing
            failures   | "times":["2         | "times":["soon","2      | times 'soon' is no time
            failures   | "node":"w3"         | "node":""               | node '' is no name of an object
            history    |                     | []                      | is not what the newest line of data.history tells
            history    |                     | [null]                  | an entry of history is missing
            history    | Failover            | Flight                  | action 'Flight' is none of Start, Failover
            history    | "epoch":7           | "epoch":8               | epoch 8 is ahead of data.epoch 7
            history    | "w2"                | null                    | to is missing
            pending    |                     | 0                       | is '0': no such key in schema 1, remove it
            """)
    void a_record_edited_into_nonsense_is_unreadable_and_says_why(String key, String from, String to, String told) {
        var data = written();
        data.merge(key, String.valueOf(to), (old, all) -> from == null
                ? to
                : old.replaceFirst(java.util.regex.Pattern.quote(from), to == null ? "" : to));

        assertThat(unreadable(data)).startsWith("record ConfigMap shop/quorate-group-db, data.")
                .contains("data." + key, told, "Restore the record as it was").doesNotContain("\n", "java", "null\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "group", "groupUID", "epoch", "owners", "claim", "instances", "avoided",
            "history", "since", "failures"})
    void a_record_without_one_of_its_keys_is_unreadable(String key) {
        var data = written();
        data.remove(key);

        assertThat(unreadable(data)).contains("data." + key + " is missing");
    }

    @Test
    void an_empty_config_map_is_no_record() {
        assertThat(unreadable(null)).contains("data.schema is missing");
    }

    @Test
    void a_huge_value_is_told_in_part() {
        var data = written();
        data.put("history", "x\n".repeat(100_000));

        assertThat(unreadable(data)).contains("data.history is 'x x x", "no JSON").hasSizeLessThan(500);
    }

    @Test
    void deep_json_is_unreadable_too() {
        var data = written();
        data.put("instances", "[".repeat(100_000));

        assertThat(unreadable(data)).contains("data.instances");
    }

    private static Map<String, String> written() { return new HashMap<>(GroupFormat.write("db", "group-uid", FULL)); }

    private String unreadable(Map<String, String> data) {
        client.resource(new ConfigMapBuilder().withNewMetadata().withNamespace("shop").withName("quorate-group-db")
                .endMetadata().withData(data).build()).create();
        return assertThat(records.read(group).value()).asInstanceOf(type(Recorded.Unreadable.class)).actual().why();
    }

    private ConfigMap map() {
        return client.configMaps().inNamespace("shop").withName("quorate-group-db").get();
    }
}
