package io.quorate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quorate.act.Actor;
import io.quorate.act.FenceActor;
import io.quorate.observe.BrakeReading;
import io.quorate.observe.FenceReading;
import io.quorate.observe.Heartbeats;
import io.quorate.observe.Observer;
import io.quorate.port.KubernetesApi;
import io.quorate.record.ClusterRecords;
import io.quorate.record.GroupRecords;
import io.quorate.record.NodeRecords;
import io.quorate.report.Events;
import io.quorate.report.Reporter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** The operator, put together; {@code main} and tests start it with a client and settings. */
public final class QuorateOperator implements AutoCloseable {

    /** Long enough for an API server to be started anew. */
    private static final Duration LATELY = Duration.ofMinutes(2);

    private final Operator operator;
    private final Wakeups wakeups;
    private final Heartbeats heartbeats;
    private final CountDownLatch leadLost = new CountDownLatch(1);

    public QuorateOperator(KubernetesClient client, Settings settings) {
        this(client, settings, Clock.systemUTC());
    }

    /** @param clock the time that is written; safety never rests on it */
    public QuorateOperator(KubernetesClient client, Settings settings, Clock clock) {
        var api = new KubernetesApi(client);
        heartbeats = new Heartbeats(System::nanoTime, settings.nodeDownAfter(), settings.massSilenceDelay());
        var groupRecords = new GroupRecords(api, clock);
        var nodeRecords = new NodeRecords(api, settings.namespace());
        var events = new Events(api, clock);
        wakeups = new Wakeups(client, settings, heartbeats, events,
                new ClusterRecords(api, settings.namespace(), clock));
        var observer = new Observer(api, clock, heartbeats, groupRecords, nodeRecords, settings.kubelets(),
                settings.nodeDownAfter(), wakeups::relocated);
        var reporter = new Reporter(api, clock, events);
        operator = new Operator(overrider -> {
            overrider.withKubernetesClient(client).withCloseClientOnStop(false)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                    .withConcurrentReconciliationThreads(16);
            settings.leaseName()
                    .ifPresent(name -> overrider.withLeaderElectionConfiguration(LeaderElectionConfigurationBuilder
                            .aLeaderElectionConfiguration(name).withLeaseNamespace(settings.namespace())
                            // The SDK would take the host's name, and of two on one host both would lead.
                            .withIdentity(identity()).withExitOnStopLeading(false)
                            .withLeaderCallbacks(new LeaderCallbacks(() -> {}, leadLost::countDown, id -> {}))
                            .build()));
        });
        var reconciler = new GroupReconciler(observer, new Actor(api, groupRecords, nodeRecords, settings.namespace()),
                reporter, events, wakeups);
        operator.register(new NodeFenceReconciler(api, new FenceReading(api, clock, heartbeats,
                settings.nodeDownAfter(), new BrakeReading(clock, settings.fenceShare(), wakeups::nodes)),
                new FenceActor(api, settings.namespace()), events, clock,
                settings.namespace()));
        operator.register(reconciler, overrider -> watched(overrider, settings));
        operator.register(new RelocationReconciler(api, reporter, clock), overrider -> watched(overrider, settings));
    }

    /**
     * How the operator's client is to be set: what fails is decided anew from what is there then, never merely sent
     * again, and no thread waits for that.
     */
    public static Config connection(Config config) {
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    /** The pod's name, for people, and what makes each life of it another holder. */
    private static String identity() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("quorate") + "_" + UUID.randomUUID();
    }

    private static <R extends HasMetadata> void watched(ControllerConfigurationOverrider<R> controller,
            Settings settings) {
        if (!settings.watched().isEmpty()) {
            controller.settingNamespaces(settings.watched());
        }
    }

    /** Whether the API server has answered lately; without that nothing can be looked after. */
    public boolean ready() {
        return sinceContact().compareTo(LATELY) < 0;
    }

    /** Whether it still asks: an API server that does not answer is no reason to begin anew. */
    public boolean healthy() {
        return wakeups.sinceAsked().compareTo(LATELY) < 0;
    }

    /** How long ago the API server answered last. */
    public Duration sinceContact() {
        return heartbeats.sinceContact();
    }

    /**
     * Starts to look after groups, or to wait for leadership.
     *
     * @throws RuntimeException if the API server cannot be reached, with leader election; close it then
     */
    public void start() {
        operator.start();
        wakeups.start();
    }

    /** Waits until it does not lead any more: the lead was lost, or it was closed. */
    public void awaitEnd() throws InterruptedException {
        leadLost.await();
    }

    @Override
    public void close() {
        leadLost.countDown();
        wakeups.close();
        operator.stop();
    }
}
