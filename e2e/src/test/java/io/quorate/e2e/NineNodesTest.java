package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The patent's cluster and both its stories, with P2, P4 and P5 counted in the audit log. With nobody else: it has a control plane of its own. */
@Isolated
class NineNodesTest {

    @Test
    void every_statement_of_the_six_acts_holds(@TempDir Path dir) {
        var options = ControlPlane.Options.of(Binaries.ready(System.out::println));
        var timeline = new Timeline(System.out, Instant.now(), false);
        try (var plane = ControlPlane.start(dir, options);
                var story = new NineNodes(plane, Path.of("../charts/quorate").toAbsolutePath(), timeline)) {
            assertThat(story.play()).isEmpty();
        }
    }
}
