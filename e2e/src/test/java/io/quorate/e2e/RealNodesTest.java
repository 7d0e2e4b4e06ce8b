package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Faults of real kubelets, of containerd, of machines and of the network between them; processes really run. */
@Isolated
class RealNodesTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path dir;
    private static RealCluster cluster;
    private static int stories;
    private Story story;

    @BeforeAll
    static void boot() {
        try {
            cluster = new RealCluster(dir.resolve("plane"));
        } catch (Unmet e) {
            var message = "RealNodesTest is SKIPPED: " + e.getMessage();
            System.out.println(message);
            Assumptions.abort(message);
        }
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void begin(TestInfo test) {
        story = new Story(cluster, "story-" + ++stories);
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void a_node_that_is_cut_off_runs_on_alone_until_it_is_switched_off() {
        story.begins();

        story.node(1).linkDown();
        var message = story.awaitReason("Stalled", "FenceNeeded");

        assertThat(message).contains("n1");
        story.goesOn();
        assertThat(story.writes().last().node()).isEqualTo("n1");
        story.node(1).powerOff();
        story.declareOff(1);
        story.awaitActive(2);
        assertThat(story.epoch()).isEqualTo(2);
    }
}
