package io.quorate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Avoidance;
import io.quorate.core.Instance;
import io.quorate.core.Machine;
import io.quorate.core.Owner;
import io.quorate.core.Quorum;
import io.quorate.core.Report;
import io.quorate.port.KubernetesApi;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true, https = false)
class ReporterTest {

    KubernetesClient client;
    KubernetesMockServer server;
    private Reporter reporter;

    @BeforeEach
    void declared() {
        var api = new KubernetesApi(client);
        reporter = new Reporter(api, Clock.systemUTC(), new Events(api, Clock.systemUTC()));
        client.resource(Manifests.read("""
                apiVersion: quorate.io/v1alpha1
                kind: ResourceGroup
                metadata: {namespace: shop, name: db, uid: group-uid, generation: 3}
                spec: {nodes: [w1, w2]}
                """, ResourceGroup.class)).create();
    }

    private static Report report(Report.Answer ready, String reason, String message) {
        var quorum = new Quorum(Quorum.Rule.MAJORITY, 2, 2, 2, Quorum.Verdict.YES, List.of(), "");
        return new Report(Optional.of("w1"), 7, quorum,
                List.of(new Owner("w1", true, Owner.TakeOver.ACTIVE, "Claimed", ""),
                        new Owner("w2", false, Owner.TakeOver.IMPOSSIBLE, "NodeSilent", "Lease silent")),
                List.of(new Avoidance("w2", Instant.parse("2026-11-23T12:00:00.5Z"), "Unschedulable")),
                List.of(new Report.Shown("main", "Ready", "db-0", "u1", "", "")),
                List.of(new Report.Doubt(new Instance("main", "u0", "db-1", "w2", new Machine("", "", "", "", "boot-1"),
                        6,
                        Instance.State.ADMITTED, Instant.EPOCH, Optional.empty(), 0, Optional.empty(), Optional.empty(),
                        Optional.empty()), List.of("StopProof"), Optional.of("w2.1f0a"))),
                List.of(), List.of(),
                Optional.empty(), List.of(new Report.Condition("Ready", ready, reason, message),
                        new Report.Condition("Quorate", Report.Answer.UNKNOWN, "VotesUndecided", "")));
    }

    @Test
    void the_status_shows_the_report() {
        reporter.tell(report(Report.Answer.TRUE, "Active", "active on w1 under epoch 7"), group());

        var status = group().getStatus();
        assertThat(status).returns("w1", s -> s.activeNode()).returns("w1", s -> s.homeNode())
                .returns(7L, s -> s.epoch()).returns("2/2", s -> s.quorum().summary())
                .returns(0, s -> s.quorum().margin());
        assertThat(status.owners()).extracting(o -> o.node() + " " + o.vote() + " " + o.takeOver())
                .containsExactly("w1 Counted Active", "w2 Missing Impossible");
        assertThat(status.owners()).extracting(o -> o.avoidedUntil()).containsExactly(null, "2026-11-23T12:00:00Z");
        assertThat(status.inDoubt()).singleElement().returns("db-1", d -> d.pod()).returns("w2.1f0a",
                d -> d.nodeFence());
        assertThat(condition("Ready")).returns("True", Condition::getStatus).returns("Active", Condition::getReason)
                .returns(group().getMetadata().getGeneration(), Condition::getObservedGeneration);
        assertThat(condition("Quorate").getStatus()).isEqualTo("Unknown");
    }

    @Test
    void an_unchanged_report_costs_no_write() {
        var report = report(Report.Answer.TRUE, "Active", "active");
        reporter.tell(report, group());
        var group = group();
        var requests = server.getRequestCount();

        reporter.tell(report, group);

        assertThat(server.getRequestCount()).isEqualTo(requests);
    }

    @Test
    void another_message_is_written_and_neither_a_transition_nor_an_event() {
        reporter.tell(report(Report.Answer.FALSE, "Starting", "db-0 starts"), group());
        var since = group();
        since.getStatus().conditions().forEach(c -> c.setLastTransitionTime("2026-01-01T00:00:00Z"));
        client.resource(since).updateStatus();

        reporter.tell(report(Report.Answer.FALSE, "Starting", "db-0 starts: db: ImagePullBackOff"), group());

        assertThat(condition("Ready")).returns("2026-01-01T00:00:00Z", Condition::getLastTransitionTime)
                .returns("db-0 starts: db: ImagePullBackOff", Condition::getMessage);
        assertThat(events()).hasSize(1);
    }

    @Test
    void another_answer_is_a_transition() {
        reporter.tell(report(Report.Answer.FALSE, "Starting", ""), group());
        var since = group();
        since.getStatus().conditions().forEach(c -> c.setLastTransitionTime("2026-01-01T00:00:00Z"));
        client.resource(since).updateStatus();

        reporter.tell(report(Report.Answer.TRUE, "Active", ""), group());

        assertThat(condition("Ready").getLastTransitionTime()).isNotEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition("Quorate").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"Active, Normal", "Starting, Normal", "Suspended, Normal", "FenceNeeded, Warning",
            "InvalidWorkload, Warning", "RecordUnreadable, Warning", "Contradiction, Warning",
            "AllOwnersAvoided, Warning", "VotesMissing, Warning"})
    void a_new_reason_is_told_in_an_event(String reason, String type) {
        reporter.tell(report(Report.Answer.FALSE, reason, "so it is"), group());

        assertThat(events()).singleElement().returns(type, Event::getType).returns(reason, Event::getReason)
                .returns("so it is", Event::getMessage).returns("db", e -> e.getInvolvedObject().getName())
                .returns("ResourceGroup", e -> e.getInvolvedObject().getKind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{status: 'True'}]", "[{type: Ready}]", "[{type: Ready, status: 'False'}]",
            "[{type: Ready, status: 'False', reason: A}, {type: Ready, status: 'False', reason: B}]"})
    void a_status_mangled_by_hand_is_written_anew(String conditions) {
        var mangled = group();
        mangled.setStatus(Manifests.read("status: {conditions: " + conditions + "}", ResourceGroup.class).getStatus());
        client.resource(mangled).updateStatus();

        reporter.tell(report(Report.Answer.FALSE, "Starting", ""), group());

        assertThat(condition("Ready")).returns("Starting", Condition::getReason)
                .satisfies(c -> assertThat(c.getLastTransitionTime()).isNotBlank());
        assertThat(events()).hasSize(1);
    }

    @Test
    void a_message_longer_than_an_event_may_be_is_cut() {
        reporter.tell(report(Report.Answer.FALSE, "Starting", "x".repeat(5000)), group());

        assertThat(events()).singleElement().satisfies(e -> assertThat(e.getMessage()).hasSize(1024));
    }

    @Test
    void an_event_that_cannot_be_written_hinders_nothing() {
        server.expect().post().withPath("/api/v1/namespaces/shop/events").andReturn(403, "").always();

        reporter.tell(report(Report.Answer.FALSE, "Starting", ""), group());

        assertThat(condition("Ready").getReason()).isEqualTo("Starting");
    }

    private ResourceGroup group() {
        return client.resources(ResourceGroup.class).inNamespace("shop").withName("db").get();
    }

    private Condition condition(String type) {
        return group().getStatus().conditions().stream().filter(c -> c.getType().equals(type)).findFirst()
                .orElseThrow();
    }

    private List<Event> events() { return client.v1().events().inNamespace("shop").list().getItems(); }
}
