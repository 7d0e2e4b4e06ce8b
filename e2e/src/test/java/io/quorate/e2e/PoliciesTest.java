package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static io.quorate.e2e.Scene.gated;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user declares is done, on a real API server. */
@OnCluster
class PoliciesTest {

    @Test
    void a_group_is_stopped_and_started_by_hand(Scene scene) {
        scene.active(STATEFUL_SET);

        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Stopped\"}}");
        scene.awaitReason("Active", "Stopped");
        scene.until("a new pod waits at the gate", s -> gated(s.pod()));
        assertThat(scene.record().getData().get("claim")).contains("Released");

        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Always\"}}");
        scene.awaitActive(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void while_people_work_on_it_nothing_is_touched(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Paused\"}}");
        scene.until("it is said", s -> s.kubectl("get", "rg", "db", "-o", "yaml").contains("run: Paused"));
        var first = scene.pod().getMetadata().getUid();

        scene.kubectl("delete", "pod", "db-0", "--wait=false");

        scene.until("what has stopped is let go, and the next one waits", s -> gated(s.pod())
                && !s.pod().getMetadata().getUid().equals(first));
        scene.awaitReason("Active", "Paused");
        assertThat(scene.pod()).matches(Scene::gated);
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Always\"}}");
        scene.awaitActive(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);
    }

    @Test
    void a_group_goes_home_when_its_node_is_back(Scene scene) {
        scene.create(GROUP + "  failback: {policy: Automatic, soakTime: 2s}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);
        scene.awaitActive(2);

        scene.kubectl("taint", "node", "$1", "node.kubernetes.io/out-of-service-");
        scene.node(1).boot();

        scene.awaitActive(1);
        assertThat(scene.group().getStatus().history().getFirst()).returns("Failback", h -> h.action())
                .returns(scene.node(2).name(), h -> h.from()).returns("StopProof", h -> h.evidence());
    }

    @Test
    void a_group_that_never_fails_over_waits_for_its_node(Scene scene) {
        scene.create(GROUP.replace("{gracePeriod: 12s}", "{gracePeriod: 12s, policy: Never}"), STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.kubectl("cordon", "$1");
        scene.kubectl("delete", "pod", "db-0", "--wait=false");
        scene.awaitReason("Active", "Cordoned");
        assertThat(scene.group().getStatus().activeNode()).isNotEqualTo(scene.node(2).name());

        scene.kubectl("uncordon", "$1");
        scene.awaitActive(1);
    }

    @Test
    void a_group_needs_as_many_owners_as_it_says(Scene scene) {
        scene.create(GROUP + "  quorum: {rule: MinimumOnline, minimumOnline: 3}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.node(3).crash();

        scene.awaitReason("Active", "Suspended");
        assertThat(scene.condition("Quorate").orElseThrow().getMessage()).contains("3 needed", scene.node(3).name());
        scene.node(3).boot();
        scene.awaitActive(1);
    }

    @Test
    void one_owner_is_enough_where_it_is_said_to_be(Scene scene) {
        scene.create(GROUP + "  quorum: {rule: AtLeastOne}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.node(1).crash();
        scene.node(2).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);

        scene.awaitActive(3);
        assertThat(scene.group().getStatus().quorum().summary()).isEqualTo("1/3");
    }

    @Test
    void a_group_needs_the_resources_that_its_expression_asks_for(Scene scene) {
        var enough = "online.map(o, o.allocatable.cpu).sum() >= 20";
        scene.create(GROUP + "  quorum: {rule: SufficientResources, expression: \"" + enough + "\"}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.node(3).crash();
        scene.awaitReason("Active", "Suspended");
        assertThat(scene.condition("Quorate").orElseThrow().getMessage())
                .contains("2 of 3 owners online: not enough for spec.quorum.expression", scene.node(3).name());
        scene.node(3).boot();
        scene.awaitActive(1);
        assertThat(scene.condition("ReadyToFailOver").orElseThrow().getReason()).isEqualTo("NoMargin");
    }

    @Test
    void a_quorum_expression_that_cannot_be_evaluated_starts_and_stops_nothing(Scene scene) {
        scene.create(GROUP + "  quorum: {rule: SufficientResources, expression: onlin.size() > 1}\n", STATEFUL_SET);
        scene.operator();
        assertThat(scene.awaitReason("Stalled", "InvalidExpression")).contains("spec.quorum.expression",
                "undeclared reference to 'onlin'", "at character 1", "correct it");
        assertThat(scene.pod()).matches(Scene::gated);
        expression(scene, "online.size() > 1");
        scene.awaitActive(1);
        var first = scene.pod().getMetadata().getUid();

        expression(scene, "online.map(o, o.memory).sum() > 1.0");

        assertThat(scene.awaitReason("Stalled", "InvalidExpression")).contains("key 'memory' is not present");
        assertThat(scene.condition("Quorate").orElseThrow()).returns("Unknown", c -> c.getStatus())
                .returns("InvalidExpression", c -> c.getReason());
        assertThat(scene.pod().getMetadata()).returns(first, m -> m.getUid()).returns(null,
                m -> m.getDeletionTimestamp());
    }

    private static void expression(Scene scene, String text) {
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p",
                "{\"spec\":{\"quorum\":{\"expression\":\"" + text + "\"}}}");
    }

    @Test
    void a_frozen_group_is_left_as_it_is_without_quorum(Scene scene) {
        scene.create(GROUP + "  quorum: {onLoss: Freeze}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);
        var first = scene.pod().getMetadata().getUid();

        scene.node(2).crash();
        scene.node(3).crash();

        scene.awaitReason("Quorate", "VotesMissing");
        assertThat(scene.pod().getMetadata()).returns(first, m -> m.getUid()).returns(null,
                m -> m.getDeletionTimestamp());
        assertThat(scene.record().getData().get("claim")).contains("Held");
        scene.node(2).boot();
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(first);
    }

    @Test
    void a_group_starts_at_home_and_nowhere_else(Scene scene) {
        scene.kubectl("cordon", "$1");
        scene.create(GROUP + "  startup: {policy: HomeNode}\n", STATEFUL_SET);
        scene.operator();
        assertThat(scene.awaitReason("Active", "NoEligibleOwner")).contains(scene.node(2).name());

        scene.kubectl("uncordon", "$1");

        scene.awaitActive(1);
    }

    @Test
    void an_application_that_fails_moves_on_and_its_node_is_avoided(Scene scene) {
        scene.create(GROUP.replace("{gracePeriod: 12s}", "{gracePeriod: 12s, applicationFailures: {limit: 2}}"),
                STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        restarted(scene, 1);
        scene.until("one failure is counted", s -> s.record().getData().get("failures").contains("\"times\":[\""));
        restarted(scene, 2);

        scene.awaitActive(2);
        assertThat(scene.group().getStatus().history().getFirst()).returns("Failover", h -> h.action());
        assertThat(scene.record().getData().get("avoided")).contains(scene.node(1).name());
    }

    @Test
    void a_window_that_is_none_is_told(Scene scene) {
        scene.create(GROUP + "  failback: {policy: Automatic, window: {schedule: '99 2 * * 6', duration: 2h}}\n",
                STATEFUL_SET);
        scene.operator();

        assertThat(scene.awaitReason("Stalled", "InvalidWindow"))
                .contains("spec.failback.window.schedule \"99 2 * * 6\"");
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p",
                "{\"spec\":{\"failback\":{\"window\":{\"schedule\":\"0 2 * * 6\"}}}}");
        scene.awaitActive(1);
    }

    @Test
    void how_long_a_failover_took_is_told_and_measured(Scene scene) {
        scene.create(GROUP + "  objectives: {recovery: 1h}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);
        scene.awaitActive(2);

        scene.until("it is measured", s -> s.group().getStatus().recovery().met() == 1);
        var took = scene.group().getStatus().history().getFirst().duration();
        assertThat(took).satisfies(d -> assertThat(List.of(d.detect(), d.stop(), d.start(), d.total()))
                .allMatch(t -> t.matches("\\d+s")));
        assertThat(scene.group().getStatus().recovery()).returns(0, r -> r.missed()).returns(took.total(),
                r -> r.last());
        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"objectives\":{\"recovery\":\"1s\"}}}");

        scene.until("that was too long", s -> s.group().getStatus().recovery().missed() == 1);
    }

    private static void restarted(Scene scene, int times) {
        scene.kubectl("patch", "pod", "db-0", "--subresource=status", "--type=json", "-p",
                "[{\"op\":\"replace\",\"path\":\"/status/containerStatuses/0/restartCount\",\"value\":" + times + "}]");
    }
}
