package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.quorate.api.v1alpha1.Relocation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Moves that are asked for by hand, on a real API server. */
@OnCluster
class RelocationTest {

    private static final String RELOCATION = """
            apiVersion: quorate.io/v1alpha1
            kind: Relocation
            metadata: {name: %s}
            spec: {group: db, %s, until: "%s"}
            """;

    @Test
    void a_group_moves_stays_as_long_as_it_is_asked_to_and_goes_home(Scene scene) {
        scene.create(GROUP + "  failback: {policy: Automatic}\n", STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        ask(scene, "maintenance", "to: $2", 3600);

        scene.awaitActive(2);
        awaitState(scene, "maintenance", "Staying");
        assertThat(scene.group().getStatus().history().getFirst()).returns("Move", h -> h.action())
                .returns("Relocation", h -> h.reason()).returns("StopProof", h -> h.evidence());
        assertThat(scene.kubectl("get", "relocations")).contains("GROUP", "TO", "AWAY FROM", "UNTIL", "MOVED", "STATE")
                .contains(scene.node(2).name(), "True", "Staying");
        scene.kubectl("wait", "relocation/maintenance", "--for=condition=Moved", "--timeout=60s");

        scene.kubectl("delete", "relocation", "maintenance");

        scene.awaitActive(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(3);
    }

    @Test
    void when_its_time_is_over_a_stay_is_complete(Scene scene) {
        scene.active(STATEFUL_SET);

        ask(scene, "short", "to: $1", 15);

        assertThat(awaitState(scene, "short", "StayEnded").getMessage()).startsWith("stayed until");
    }

    @Test
    void a_node_is_emptied_and_the_group_remains_where_it_went(Scene scene) {
        scene.active(STATEFUL_SET);

        ask(scene, "empty", "awayFrom: $1", 3600);
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().owners().getFirst()).returns("Relocation", o -> o.reason());
        awaitState(scene, "empty", "Staying");
        scene.kubectl("delete", "relocation", "empty");

        scene.until("node 1 could take over again", s -> s.group().getStatus().owners().getFirst().reason()
                .equals("Eligible"));
        scene.awaitActive(2);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(2);
    }

    @Test
    void what_cannot_be_is_refused_or_waits_and_says_why(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.kubectl("cordon", "$2");

        ask(scene, "nowhere", "to: nowhere", 3600);
        assertThat(awaitState(scene, "nowhere", "Refused").getMessage())
                .startsWith("nowhere is no owner of the group; owners: " + scene.node(1).name());
        assertThat(condition(scene, "nowhere", "Accepted").orElseThrow().getStatus()).isEqualTo("False");

        ask(scene, "cordoned", "to: $2", 3600);
        assertThat(awaitState(scene, "cordoned", "Waiting").getMessage()).contains("cordoned");

        ask(scene, "second", "to: $3", 3600);
        assertThat(awaitState(scene, "second", "Refused").getMessage())
                .isEqualTo("an older request rules: cordoned; delete it, and ask again");
        scene.awaitActive(1);
        assertThat(scene.group().getStatus().epoch()).isEqualTo(1);

        scene.kubectl("delete", "relocation", "cordoned");
        ask(scene, "brief", "to: $2", 3);
        assertThat(awaitState(scene, "brief", "Expired").getMessage()).startsWith("ended at");
        scene.kubectl("uncordon", "$2");
        ask(scene, "again", "to: $2", 3600);
        scene.awaitActive(2);
    }

    @Test
    void a_request_for_a_group_that_does_not_exist_waits_for_it(Scene scene) {
        scene.operator();
        ask(scene, "early", "to: $3", 3600);
        assertThat(awaitState(scene, "early", "Waiting").getMessage()).contains("there is no ResourceGroup db");

        scene.create(GROUP, STATEFUL_SET);

        scene.awaitActive(3);
        awaitState(scene, "early", "Staying");
    }

    @Test
    void what_has_ended_is_deleted_when_nobody_needs_it_any_more(Scene scene) {
        scene.create(RELOCATION.formatted("over", "to: $1", Instant.now().minusSeconds(60))
                .replace("until", "ttlSecondsAfterFinished: 0, until"));
        scene.operator();

        scene.until("it is gone", s -> find(s, "over").isEmpty());
    }

    private static void ask(Scene scene, String name, String what, int seconds) {
        scene.create(RELOCATION.formatted(name, what, Instant.now().plusSeconds(seconds)));
    }

    private static Optional<Relocation> find(Scene scene, String name) {
        return Optional.ofNullable(
                scene.client().resources(Relocation.class).inNamespace(scene.namespace()).withName(name).get());
    }

    private static Optional<Condition> condition(Scene scene, String name, String type) {
        return find(scene, name).map(Relocation::getStatus).stream().flatMap(s -> s.conditions().stream())
                .filter(c -> c.getType().equals(type)).findFirst();
    }

    private static Optional<Condition> state(Scene scene, String name) { return condition(scene, name, "Complete"); }

    private static Condition awaitState(Scene scene, String name, String reason) {
        scene.until(name + " is " + reason,
                s -> state(s, name).filter(c -> c.getReason().equals(reason)).isPresent());
        return state(scene, name).orElseThrow();
    }
}
