package io.quorate.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.quorate.QuorateOperator;
import io.quorate.Settings;
import io.quorate.e2e.Breakpoints.Point;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An operator in this JVM, under the rights of its service account; it can be held or cut off at any request. */
final class TestOperator implements AutoCloseable {

    /** Nodes renew each second. */
    static final Duration NODE_DOWN_AFTER = Duration.ofSeconds(4);

    private final Breakpoints breakpoints = new Breakpoints();
    private final Asked asked = new Asked();
    private final KubernetesClient client;
    private final QuorateOperator operator;

    /** @param holdAt armed before the operator starts: it may be there at once */
    TestOperator(ControlPlane plane, String namespace, Clock clock, Optional<Point> holdAt) {
        this(new KubernetesClientBuilder().withConfig(credentials(plane, namespace)), settings(namespace), clock,
                holdAt);
    }

    TestOperator(ControlPlane plane, Settings settings, Clock clock) {
        this(new KubernetesClientBuilder().withConfig(credentials(plane, String.join(",", settings.watched()))),
                settings, clock, Optional.empty());
    }

    private TestOperator(KubernetesClientBuilder connection, Settings settings, Clock clock, Optional<Point> holdAt) {
        holdAt.ifPresent(breakpoints::arm);
        client = connection.withHttpClientBuilderConsumer(
                b -> b.addOrReplaceInterceptor("breakpoints", breakpoints).addOrReplaceInterceptor("asked", asked))
                .build();
        operator = new QuorateOperator(client, settings, clock);
        operator.start();
    }

    /** An operator whose every request goes over this wire; the JDK's client gets no answers beside plain watches. */
    static TestOperator over(Wire wire, ControlPlane plane, String namespace) {
        var config = credentials(plane, namespace);
        config.setMasterUrl(wire.url());
        config.setCaCertFile(null);
        config.setOnlyHttpWatches(true);
        return new TestOperator(new KubernetesClientBuilder().withConfig(config)
                .withHttpClientFactory(new VertxHttpClientFactory()), settings(namespace), Clock.systemUTC(),
                Optional.empty());
    }

    private static Settings settings(String namespace) { return settings(namespace, Duration.ZERO); }

    /** @param doubt how much longer silence has to last that may be our own */
    static Settings settings(String namespace, Duration doubt) {
        return new Settings(namespace, Set.of(namespace), Optional.empty(), NODE_DOWN_AFTER, doubt, 100,
                Set.of("kubelet", "kwok"));
    }

    /** One whose own namespace is the release's, under the rights that the chart gives it there. */
    static Settings installed(String watched, Optional<String> lease) {
        return new Settings(Cluster.INSTALLED, Set.of(watched), lease, NODE_DOWN_AFTER, Duration.ZERO, 100,
                Set.of("kubelet", "kwok"));
    }

    private static Config credentials(ControlPlane plane, String watched) {
        var config = QuorateOperator
                .connection(Credentials.client(plane.serviceAccountKubeconfig(Cluster.INSTALLED, "quorate")));
        config.setUserAgent(agent(watched));
        return config;
    }

    /** By what the audit log tells the operators of a scene from all others. */
    static String agent(String watched) {
        return "quorate/" + watched;
    }

    Duration sinceContact() { return operator.sinceContact(); }

    Breakpoints breakpoints() { return breakpoints; }

    Asked asked() { return asked; }

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
