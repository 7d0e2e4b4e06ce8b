package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static io.quorate.e2e.Scene.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A database that goes home in a window, and its replica, with which it is never on one node. */
@OnCluster
class DatabaseAndReplicaTest {

    private static final String DATABASE = GROUP + """
              constraints: {differentNode: [{group: replica}]}
              failback: {policy: Automatic, window: {schedule: '%s', duration: %s}}
            """;
    private static final String REPLICA = as("replica", GROUP).replace("[$1, $2, $3]", "[$2, $3, $1]");

    @Test
    void it_passes_over_the_node_of_its_replica_and_goes_home_when_the_window_opens(Scene scene) {
        var inTwelveHours = (LocalTime.now(ZoneOffset.UTC).getHour() + 12) % 24;
        scene.create(DATABASE.formatted("0 " + inTwelveHours + " * * *", "1h"), STATEFUL_SET, REPLICA,
                as("replica", STATEFUL_SET));
        scene.operator();
        scene.awaitActive("db", 1);
        scene.awaitActive("replica", 2);

        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");
        scene.declareOff(1);

        scene.awaitActive("db", 3);
        assertThat(scene.group().getStatus().owners().get(1).reason()).isEqualTo("GroupIsThere");

        scene.kubectl("taint", "node", "$1", "node.kubernetes.io/out-of-service-");
        scene.node(1).boot();
        scene.until("it waits for the window", s -> s.condition("Active").orElseThrow().getMessage().matches(
                ".* is ready on .*; Failback to .*: waits for the calendar window, which opens at .*T%02d:00:00Z"
                        .formatted(inTwelveHours)));
        scene.awaitActive("db", 3);

        scene.create(DATABASE.formatted("0 0 * * *", "24h"));

        scene.awaitActive("db", 1);
        assertThat(scene.group().getStatus().history().getFirst()).returns("Failback", h -> h.action())
                .returns("StopProof", h -> h.evidence());
        assertThat(scene.group("replica").getStatus()).returns(1L, s -> s.epoch()).returns(scene.node(2).name(),
                s -> s.activeNode());
    }
}
