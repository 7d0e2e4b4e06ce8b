package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Everything at random, for a minute; {@code -Dsoak.minutes=60 -Dsoak.seed=7} for an hour, otherwise. At no time two
 * instances of a group run, and in the end all groups do.
 */
@Isolated
class SoakRun {

    private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));
    private static final long SEED = Long.getLong("soak.seed", 1);

    @Test
    void at_most_one_whatever_happens_and_in_the_end_all_are_active(@TempDir Path dir) throws InterruptedException {
        var options = ControlPlane.Options.quick(Binaries.ready(System.out::println));
        try (var plane = ControlPlane.start(dir, options)) {
            Cluster.install(plane);
            try (var soak = new Soak(plane, SEED)) {
                allActive(soak);

                soak.play(SoakPlan.of(SEED, LASTS, Soak.NODES, 2, Soak.GROUPS));

                System.out.printf("soak of %s with seed %d, %d nodes and %d groups%n", LASTS, SEED, Soak.NODES,
                        Soak.GROUPS);
                try {
                    allActive(soak);
                } finally {
                    System.out.println(soak.report());
                    assertThat(soak.fouls()).isEmpty();
                }
            }
        }
    }

    private static void allActive(Soak soak) {
        Awaitility.await("all groups are active").atMost(Scene.PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(500)).ignoreExceptions()
                .untilAsserted(() -> {
                    soak.mend();
                    assertThat(soak.unwell()).isEmpty();
                });
    }
}
