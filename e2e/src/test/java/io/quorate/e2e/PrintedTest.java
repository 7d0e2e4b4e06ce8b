package io.quorate.e2e;

import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kubectl prints, without the operator's log. */
@OnCluster
class PrintedTest {

    @Test
    void the_crds_can_be_applied_by_kubectl_as_they_are(Scene scene) {
        assertThat(scene.plane().kubectl("apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f",
                Path.of("../crds").toAbsolutePath().toString()).lines()).hasSize(4)
                .allMatch(line -> line.startsWith("customresourcedefinition.apiextensions.k8s.io/")
                        && line.contains(".quorate.io serverside-applied (server dry run)"));
    }

    @Test
    void a_table_shows_where_a_group_runs_and_why(Scene scene) {
        scene.active(STATEFUL_SET);
        scene.until("all votes are counted", s -> s.group().getStatus().quorum().summary().equals("3/3"));

        assertThat(columns(scene, "get", "rg")).containsExactly("NAME", "ACTIVE", "READY", "QUORUM", "EPOCH",
                "REASON", "AGE");
        assertThat(row(scene, "get", "rg")).startsWith("db", scene.node(1).name(), "True", "3/3", "1", "Active");
        assertThat(columns(scene, "get", "rg", "-o", "wide")).containsExactly("NAME", "ACTIVE", "READY", "QUORUM",
                "EPOCH", "REASON", "AGE", "HOME", "RUN", "MARGIN", "MESSAGE");
        assertThat(row(scene, "get", "rg", "-o", "wide")).endsWith(scene.node(1).name(), "Always", "1",
                "active on " + scene.node(1).name() + " under epoch 1");
        assertThat(scene.kubectl("get", "quorate")).contains("resourcegroup.quorate.io/db");
    }

    @Test
    void a_lost_node_is_told_by_table_description_and_events_alone(Scene scene) {
        scene.active(STATEFUL_SET);
        var lost = scene.node(1).name();
        scene.node(1).crash();
        scene.awaitReason("Stalled", "FenceNeeded");

        assertThat(row(scene, "get", "rg")).contains("False", "2/3", "FenceNeeded");
        assertThat(scene.kubectl("describe", "rg", "db")).contains("FenceNeeded", "db-0 may still run on " + lost,
                "kubectl taint node " + lost, "2 of 3 owners online", "In Doubt:", "Warning");

        scene.declareOff(1);
        scene.awaitActive(2);
        scene.until("the events tell that it is ready", s -> told(s).contains("active on " + s.node(2).name()));
        assertThat(told(scene)).contains("FenceNeeded", "Switch " + lost + " off", "Released: NodeSilent",
                "db-0 is proven stopped: OutOfService", "Failover: " + scene.node(2).name() + " under epoch 2",
                "db-0 is let through to " + scene.node(2).name() + ": claimed under epoch 2");
        assertThat(scene.kubectl("describe", "rg", "db")).contains("Failover", "OutOfService", "Active Node:",
                "active on " + scene.node(2).name() + " under epoch 2");
    }

    private static String told(Scene scene) {
        return scene.kubectl("get", "events", "--field-selector",
                "involvedObject.kind=ResourceGroup,involvedObject.name=db");
    }

    private static List<String> columns(Scene scene, String... args) { return cells(scene.kubectl(args), 0); }

    private static List<String> row(Scene scene, String... args) { return cells(scene.kubectl(args), 1); }

    private static List<String> cells(String table, int line) {
        return List.of(table.lines().toList().get(line).strip().split("\\s{2,}"));
    }
}
