package io.quorate.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quorate.QuorateOperator;
import io.quorate.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * An operator in a process of its own that stops just before its claim of epoch 2, says so by a file, and goes on when
 * there is another file: meanwhile the process can be paused with that write decided.
 */
final class HeldOperator {

    private HeldOperator() {}

    static Path held(Path place) { return place.resolveSibling(place.getFileName() + "-held"); }

    static Path released(Path place) { return place.resolveSibling(place.getFileName() + "-released"); }

    /** Takes the namespace that is looked after, and the place of the files. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var claim = Breakpoints.before(Breakpoints.record("\"epoch\":\"2\""));
        var breakpoints = new Breakpoints();
        breakpoints.arm(claim);
        var settings = new Settings(args[0], Set.of(args[0]), Optional.of("quorate"), TestOperator.NODE_DOWN_AFTER,
                Duration.ZERO, 100, Set.of("kubelet", "kwok"));
        try (var client = new KubernetesClientBuilder()
                .withConfig(QuorateOperator.connection(Config.autoConfigure(null)))
                .withHttpClientBuilderConsumer(b -> b.addOrReplaceInterceptor("breakpoints", breakpoints)).build();
                var operator = new QuorateOperator(client, settings)) {
            operator.start();
            claim.await();
            Files.createFile(held(Path.of(args[1])));
            Awaitility.await().forever().until(() -> Files.exists(released(Path.of(args[1]))));
            claim.release();
            operator.awaitEnd();
        }
        System.exit(0);
    }
}
