package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.Manifests;
import io.quorate.core.ContainerSight;
import io.quorate.core.ContainerSight.State;
import io.quorate.core.PodSight;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodReadingTest {

    private static final Optional<String> RECORD = Optional.of("record-uid");
    private static final Set<String> KUBELET = Set.of("kubelet");

    /** Writers of the status in order, {@code manager second}, {@code +phase} where they own the phase. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            kubelet +phase 10                                         | true
            kubelet 10, kubelet +phase 11                             | true
            garbage-collector +phase 10                               | false
            kubelet 09, garbage-collector +phase 10                   | false
            kubelet 10, garbage-collector +phase 10                   | false
            kubelet 11, garbage-collector +phase 10                   | true
            kubelet +phase 11, garbage-collector +phase 10            | true
            kubelet 11, garbage-collector +phase 10, other +phase 12  | false
            kubelet 11, other 12                                      | false
            kubelet 11                                                | false
            kubelet -, garbage-collector +phase 10                    | false
            kubelet 11, garbage-collector +phase -                    | false
            kubelet 11, garbage-collector +phase 10, other +phase -   | false
            kwok +phase 10                                            | false
            kubelet-2 +phase 10                                       | false
            elsewhere kubelet +phase 10                               | false
            ''                                                        | false
            """)
    void a3_a_phase_counts_only_where_a_kubelet_stands_behind_it(String writers, boolean expected) {
        var pod = pod("{phase: Failed, containerStatuses: [{name: db, state: {terminated: {exitCode: 0}}}]}", writers);

        assertThat(PodReading.of(pod, PodReading.resource(pod), "group-uid", RECORD, KUBELET, false).phaseByKubelet())
                .isEqualTo(expected);
    }

    @Test
    void another_kubelet_counts_where_the_settings_name_it() {
        var pod = pod("{phase: Failed}", "kwok +phase 10");

        assertThat(PodReading.of(pod, PodReading.resource(pod), "group-uid", RECORD, Set.of("kubelet", "kwok"), false)
                .phaseByKubelet()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {running: {}}             | containerID: x                                 | RUNNING    | true
            {terminated: {exitCode: 0}} | containerID: x                               | TERMINATED | true
            {waiting: {}}             | containerID: x                                 | WAITING    | true
            {waiting: {}}             | containerID: ''                                | WAITING    | false
            {waiting: {}}             | lastState: {}                                  | WAITING    | false
            {waiting: {}}             | lastState: {terminated: {exitCode: 137}}       | WAITING    | true
            {}                        | containerID: ''                                | WAITING    | false
            {}                        | containerID: x                                 | WAITING    | true
            {running: {}, terminated: {exitCode: 0}} | containerID: x                  | RUNNING    | true
            """)
    void b1_a_container_began_if_its_status_shows_it(String state, String more, State expected, boolean began) {
        var pod = pod("{phase: Failed, containerStatuses: [{name: db, state: " + state + ", " + more + "}]}", "");

        assertThat(read(pod).containers()).containsExactly(new ContainerSight("db", expected, began));
    }

    @Test
    void a3_containers_nobody_reported_are_named_as_such() {
        assertThat(read(pod("{phase: Failed}", "")).containers())
                .containsExactly(new ContainerSight("db", State.UNREPORTED, false));
    }

    @Test
    void a3_init_and_ephemeral_containers_count() {
        var pod = pod("""
                {phase: Failed,
                 initContainerStatuses: [{name: proxy, containerID: x, state: {running: {}}}],
                 containerStatuses: [{name: db, containerID: x, state: {terminated: {exitCode: 0}}},
                                     {name: stranger, containerID: x, state: {running: {}}}]}""", "");
        pod.getSpec().setInitContainers(List.of(new ContainerBuilder().withName("proxy").build()));
        pod.getSpec().setEphemeralContainers(List.of(new EphemeralContainerBuilder().withName("shell").build()));

        assertThat(read(pod).containers()).containsExactlyInAnyOrder(new ContainerSight("proxy", State.RUNNING, true),
                new ContainerSight("db", State.TERMINATED, true), new ContainerSight("shell", State.UNREPORTED, false));
    }

    @ParameterizedTest(name = "epoch {0} of group {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            7                   | group-uid | 7
            7                   | other-uid | none
            7                   | none      | none
            none                | group-uid | none
            -7                  | group-uid | none
            seven               | group-uid | none
            ''                  | group-uid | none
            9223372036854775808 | group-uid | none
            """)
    void an_epoch_counts_where_this_group_stamped_it(String epoch, String uid, Long expected) {
        var pod = pod("{phase: Running}", "");
        pod.getMetadata().setAnnotations(new java.util.HashMap<>());
        if (epoch != null) {
            pod.getMetadata().getAnnotations().put("quorate.io/epoch", epoch);
        }
        if (uid != null) {
            pod.getMetadata().getAnnotations().put("quorate.io/group-uid", uid);
        }

        assertThat(read(pod).epoch())
                .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected));
    }

    @Test
    void a_pod_without_annotations_bears_no_epoch() {
        var pod = pod("{phase: Running}", "");
        pod.getMetadata().setAnnotations(null);

        assertThat(read(pod).epoch()).isEmpty();
    }

    @Test
    void requests_of_all_containers_are_summed_and_rounded_up() {
        var pod = Manifests.read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: db-0, uid: u1, resourceVersion: '5'}
                spec:
                  containers:
                  - {name: db, resources: {requests: {cpu: 500m, memory: 1Gi}}}
                  - {name: exporter, resources: {requests: {cpu: 1000100u, memory: 512Mi, example.com/huge: 10E, example.com/licence: '1'}}}
                  - {name: none, resources: {limits: {cpu: '8'}}}
                status: {phase: Pending}
                """, Pod.class);

        assertThat(read(pod).requests())
                .isEqualTo(Map.of("cpu", 1501L, "memory", 1_610_612_736_000L, "example.com/licence", 1000L,
                        "example.com/huge", Long.MAX_VALUE));
    }

    @Test
    void gates_finalizer_deletion_and_node_are_read() {
        var pod = Manifests.read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: db-0, uid: u1, resourceVersion: '5', finalizers: [a, quorate.io/stop-proof],
                  deletionTimestamp: '2026-11-23T12:00:00Z', deletionGracePeriodSeconds: 0}
                spec: {nodeName: '', containers: [{name: db}],
                  schedulingGates: [{name: example.com/a}, {name: quorate.io/quorum}, {name: example.com/b}]}
                status: {conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}]}
                """, Pod.class);

        var sight = PodReading.of(pod, PodReading.resource(pod), "group-uid", RECORD, KUBELET, true);
        assertThat(sight).returns(true, PodSight::gate).returns(true, PodSight::held).returns(true, PodSight::deleted)
                .returns(true, PodSight::forced).returns(true, PodSight::stale).returns(false, PodSight::unschedulable)
                .returns(PodSight.Phase.UNKNOWN, PodSight::phase);
        assertThat(sight.otherGates()).containsExactly("example.com/a", "example.com/b");
        assertThat(sight.node()).isEmpty();
    }

    @Test
    void a_pod_is_held_now_under_this_record_and_not_under_one_that_was_lost() {
        var pod = pod("{phase: Pending}", "");
        pod.getMetadata().setFinalizers(List.of("quorate.io/stop-proof"));
        assertThat(read(pod)).returns(true, PodSight::held).returns(false, PodSight::heldNow);

        pod.getMetadata().setAnnotations(Map.of("quorate.io/record-uid", "lost-uid"));
        assertThat(read(pod).heldNow()).isFalse();

        pod.getMetadata().setAnnotations(Map.of("quorate.io/record-uid", "record-uid"));
        assertThat(read(pod).heldNow()).isTrue();
    }

    @Test
    void a_pod_is_of_the_resource_that_its_label_names_or_of_main() {
        var pod = pod("{phase: Running}", "");
        assertThat(read(pod).resource()).isEqualTo("main");

        pod.getMetadata().setLabels(Map.of("quorate.io/resource", "db"));

        assertThat(read(pod).resource()).isEqualTo("db");
    }

    @Test
    void a_pod_past_its_gate_is_never_stale() {
        assertThat(PodReading.of(pod("{phase: Running}", ""), "main", "group-uid", RECORD, KUBELET, true).stale())
                .isFalse();
    }

    @Test
    void an_unschedulable_pod_says_what_the_scheduler_said() {
        var sight = read(pod("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', "
                + "reason: Unschedulable, message: 0/3 nodes}]}", ""));

        assertThat(sight).returns(true, PodSight::unschedulable).returns("0/3 nodes", PodSight::trouble);
    }

    private static PodSight read(Pod pod) {
        return PodReading.of(pod, PodReading.resource(pod), "group-uid", RECORD, KUBELET, false);
    }

    private static Pod pod(String status, String writers) {
        var fields = Arrays.stream(writers.split(", ")).filter(w -> !w.isEmpty()).map(PodReadingTest::writer)
                .collect(Collectors.joining(", "));
        return Manifests.read("{apiVersion: v1, kind: Pod, metadata: {name: db-0, uid: u1, "
                + "resourceVersion: '5', managedFields: [" + fields
                + "]}, spec: {nodeName: w1, containers: [{name: db}]}, status: " + status + "}", Pod.class);
    }

    /** {@code elsewhere} is a write to the pod itself, not to its status. */
    private static String writer(String text) {
        var words = text.replace("elsewhere ", "").split(" ");
        var second = words[words.length - 1];
        return "{manager: " + words[0] + (text.startsWith("elsewhere") ? "" : ", subresource: status")
                + (second.equals("-") ? "" : ", time: '2026-11-23T12:00:" + second + "Z'")
                + ", fieldsV1: {'f:status': {" + (text.contains("+phase") ? "'f:phase'" : "'f:conditions'") + ": {}}}}";
    }
}
