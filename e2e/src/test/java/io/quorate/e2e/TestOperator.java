package io.quorate.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quorate.QuorateOperator;
import io.quorate.Settings;
import io.quorate.e2e.Breakpoints.Point;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An operator in this JVM, under the rights of its service account; it can be held or cut off at any request. */
final class TestOperator implements AutoCloseable {

    /** Nodes renew each second. */
    static final Duration NODE_DOWN_AFTER = Duration.ofSeconds(4);

    private final Breakpoints breakpoints = new Breakpoints();
    private final KubernetesClient client;
    private final QuorateOperator operator;

    /** @param holdAt armed before the operator starts: it may be there at once */
    TestOperator(ControlPlane plane, String namespace, Optional<Point> holdAt) {
        this(plane, new Settings(namespace, Set.of(namespace), Optional.empty(), NODE_DOWN_AFTER, Duration.ZERO,
                Set.of("kubelet", "kwok")), holdAt);
    }

    TestOperator(ControlPlane plane, Settings settings, Optional<Point> holdAt) {
        holdAt.ifPresent(breakpoints::arm);
        client = new KubernetesClientBuilder()
                .withConfig(Credentials.client(plane.serviceAccountKubeconfig(Cluster.INSTALLED, "quorate")))
                .withHttpClientBuilderConsumer(b -> b.addOrReplaceInterceptor("breakpoints", breakpoints)).build();
        operator = new QuorateOperator(client, settings);
        operator.start();
    }

    Duration sinceContact() { return operator.sinceContact(); }

    Breakpoints breakpoints() { return breakpoints; }

    /** As kill -9: nothing more leaves it. */
    void kill() {
        breakpoints.cut();
        close();
    }

    @Override
    public void close() {
        breakpoints.cut();
        operator.close();
        client.close();
    }
}
