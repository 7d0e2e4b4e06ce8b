package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Kubernetes control plane on loopback: etcd, API server, controller manager and scheduler. Data, keys, tokens
 * and ports stay in its folder; a start on the same folder is a restart of the same cluster.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;
    // The defaults of 20 and 30 make the controller manager alone wait for itself for 5 s at each start.
    private static final String API_QPS = "--kube-api-qps=200";
    private static final String API_BURST = "--kube-api-burst=400";
    private static final long TOKEN_SECONDS = Duration.ofHours(24).toSeconds();

    private final Path dir;
    private final Options options;
    private Ports ports;
    private Credentials credentials;
    private KubernetesClient client;
    private ChildProcess etcd;
    private ChildProcess apiServer;
    private ChildProcess controllerManager;
    private ChildProcess scheduler;

    /**
     * How a control plane is run.
     *
     * @param nodeMonitorGracePeriod
     *            how long a node's Lease may rest before its Ready turns Unknown
     * @param apiServerArgs
     *            further arguments
     * @param controllerManagerArgs
     *            further arguments
     */
    public record Options(Binaries binaries, Duration nodeMonitorGracePeriod, List<String> apiServerArgs,
            List<String> controllerManagerArgs) {
        public Options {
            apiServerArgs = List.copyOf(apiServerArgs);
            controllerManagerArgs = List.copyOf(controllerManagerArgs);
        }

        /** As Kubernetes comes: 50 s, the default since 1.32. */
        public static Options of(Binaries binaries) {
            return new Options(binaries, Duration.ofSeconds(50), List.of(), List.of());
        }

        /** For tests whose nodes renew each second: 6 s. */
        public static Options quick(Binaries binaries) {
            return of(binaries).withNodeMonitorGracePeriod(Duration.ofSeconds(6))
                    .withControllerManagerArgs("--node-monitor-period=1s");
        }

        public Options withNodeMonitorGracePeriod(Duration period) {
            return new Options(binaries, period, apiServerArgs, controllerManagerArgs);
        }

        public Options withApiServerArgs(String... args) {
            return new Options(binaries, nodeMonitorGracePeriod, joined(apiServerArgs, args), controllerManagerArgs);
        }

        public Options withControllerManagerArgs(String... args) {
            return new Options(binaries, nodeMonitorGracePeriod, apiServerArgs, joined(controllerManagerArgs, args));
        }

        private static List<String> joined(List<String> first, String... then) {
            return Stream.concat(first.stream(), Stream.of(then)).toList();
        }
    }

    private ControlPlane(Path dir, Options options) {
        this.dir = dir.toAbsolutePath();
        this.options = options;
    }

    /**
     * Starts a control plane on a folder, which is made when it is not there. It is ready on return.
     *
     * @throws Unmet
     *             when a port of an earlier run of this folder is taken, or a part does not come up
     */
    public static ControlPlane start(Path dir, Options options) {
        var plane = new ControlPlane(dir, options);
        plane.start();
        return plane;
    }

    /** Starts again on the same data, ports and tokens. */
    public synchronized void start() {
        try {
            Files.createDirectories(dir.resolve("log"));
            Files.writeString(dir.resolve("audit-policy.yaml"), AUDIT_POLICY);
            try (var stages = ControlPlane.class.getResourceAsStream("stages.yaml")) {
                Files.write(stages(), stages.readAllBytes());
            }
            startOnFreePorts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void startOnFreePorts() throws IOException {
        var file = dir.resolve("ports");
        var again = Files.exists(file);
        for (var attempt = 1;; attempt++) {
            ports = again ? Ports.read(file) : Ports.choose();
            credentials = new Credentials(dir, url());
            credentials.make();
            if (!again || ports.taken().isEmpty()) {
                try {
                    startEtcd();
                    startApiServer();
                    break;
                } catch (Unmet e) {
                    var taken = e.getMessage().contains("address already in use");
                    stop();
                    if (again || !taken || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            } else {
                throw new Unmet("port " + ports.taken().getFirst() + " is taken, which the control plane in " + dir
                        + " had before: end what listens on it, or remove that folder");
            }
        }
        ports.write(file);
        startControllers();
    }

    private void startEtcd() {
        var client = "http://127.0.0.1:" + ports.etcd();
        var peer = "http://127.0.0.1:" + ports.peer();
        etcd = run("etcd", options.binaries().etcd(), List.of("--name=etcd", "--data-dir=" + dir.resolve("etcd"),
                "--unsafe-no-fsync", "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=etcd=" + peer, "--logger=zap", "--log-level=warn"));
    }

    /** Starts the API server alone, and waits until it is ready. */
    public synchronized void startApiServer() {
        var args = new ArrayList<>(List.of("--etcd-servers=http://127.0.0.1:" + ports.etcd(),
                "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port=" + ports.api(),
                // Endpoints may not be loopback addresses, so none are kept for the API server itself.
                "--endpoint-reconciler-type=none", "--cert-dir=" + dir, "--service-cluster-ip-range=10.96.0.0/16",
                "--token-auth-file=" + credentials.tokens(), "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction", "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + credentials.publicKey(),
                "--service-account-signing-key-file=" + credentials.privateKey(),
                "--audit-policy-file=" + dir.resolve("audit-policy.yaml"), "--audit-log-path=" + auditFile(),
                "--audit-log-maxsize=0", "--shutdown-delay-duration=0s"));
        args.addAll(options.apiServerArgs());
        apiServer = run("kube-apiserver", options.binaries().kubeApiserver(), args);
        await("kube-apiserver", () -> Files.exists(credentials.certificate()), etcd, apiServer);
        try (var probe = new KubernetesClientBuilder().withConfig(atOnce(kubeconfig("admin"))).build()) {
            await("kube-apiserver", () -> "ok".equals(probe.raw("/readyz")), etcd, apiServer);
        }
        if (client == null) {
            client = clientFor("admin");
        }
    }

    private void startControllers() {
        var manager = new ArrayList<>(List.of("--kubeconfig=" + kubeconfig("system:kube-controller-manager"),
                "--use-service-account-credentials", "--leader-elect=false", "--secure-port=0", API_QPS, API_BURST,
                "--service-account-private-key-file=" + credentials.privateKey(),
                "--root-ca-file=" + credentials.certificate(),
                "--node-monitor-grace-period=" + options.nodeMonitorGracePeriod().toSeconds() + "s"));
        manager.addAll(options.controllerManagerArgs());
        controllerManager = run("kube-controller-manager", options.binaries().kubeControllerManager(), manager);
        scheduler = run("kube-scheduler", options.binaries().kubeScheduler(),
                List.of("--kubeconfig=" + kubeconfig("system:kube-scheduler"), "--leader-elect=false",
                        "--secure-port=0", API_QPS, API_BURST));
        await("kube-controller-manager",
                () -> client.serviceAccounts().inNamespace("default").withName("default").get() != null,
                controllerManager, scheduler);
    }

    /** Stops the API server alone. */
    public synchronized void stopApiServer() {
        stop(apiServer);
    }

    /** Stops everything, orderly. The data stay. */
    public synchronized void stop() {
        stop(scheduler);
        stop(controllerManager);
        stop(apiServer);
        stop(etcd);
    }

    @Override
    public synchronized void close() {
        stop();
        if (client != null) {
            client.close();
            client = null;
        }
    }

    public Path dir() {
        return dir;
    }

    public Binaries binaries() {
        return options.binaries();
    }

    public String url() {
        return "https://127.0.0.1:" + ports.api();
    }

    public AuditLog audit() {
        return new AuditLog(auditFile());
    }

    public Path adminKubeconfig() {
        return kubeconfig("admin");
    }

    /** For {@code admin} and {@code kwok}, who may do everything, or {@code editor}, who may do nothing yet. */
    public Path kubeconfig(String user) {
        if (!Credentials.known(user)) {
            throw new IllegalArgumentException("user " + user + " is unknown: use one of " + Credentials.users());
        }
        return credentials.kubeconfig(user);
    }

    /** The administrator's client; it ends with this control plane and outlives a restart of it. */
    public KubernetesClient client() {
        return client;
    }

    public KubernetesClient clientFor(String user) {
        return clientFor(kubeconfig(user));
    }

    /** A new client, for the caller to close. */
    public KubernetesClient clientFor(Path kubeconfig) {
        return new KubernetesClientBuilder().withConfig(direct(kubeconfig)).build();
    }

    private static Config direct(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setHttpProxy(null);
        config.setHttpsProxy(null);
        return config;
    }

    // The usual client tries again by itself, with growing pauses: too slow to see the API server come up.
    private static Config atOnce(Path kubeconfig) {
        var config = direct(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    /** A kubeconfig with a token of the service account, valid for 24 hours. The account must exist. */
    public Path serviceAccountKubeconfig(String namespace, String name) {
        var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(TOKEN_SECONDS).endSpec().build();
        var answer = client.serviceAccounts().inNamespace(namespace).withName(name).tokenRequest(request);
        var file = dir.resolve("kubeconfig-" + namespace + "-" + name);
        credentials.write(file, answer.getStatus().getToken(), namespace);
        return file;
    }

    /** What kubectl says as administrator; {@link CommandFailed} with its errors. */
    public String kubectl(String... args) {
        return kubectlAs("admin", args);
    }

    public String kubectlAs(String user, String... args) {
        return command(options.binaries().kubectl(), kubeconfig(user), args);
    }

    /** What helm says as administrator; {@link CommandFailed} with its errors. */
    public String helm(String... args) {
        return command(options.binaries().helm(), adminKubeconfig(), args);
    }

    private String command(Path program, Path kubeconfig, String... args) {
        var line = Stream.concat(Stream.of(program.toString()), Stream.of(args)).toList();
        var home = dir.resolve("home").toString();
        return Command.run(line,
                Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", home, "HELM_CACHE_HOME", home + "/helm/cache",
                        "HELM_CONFIG_HOME", home + "/helm/config", "HELM_DATA_HOME", home + "/helm/data"));
    }

    Path stages() {
        return dir.resolve("stages.yaml");
    }

    Path log(String name) {
        return dir.resolve("log").resolve(name + ".log");
    }

    private Path auditFile() {
        return dir.resolve("audit.log");
    }

    private ChildProcess run(String name, Path program, List<String> args) {
        var line = Stream.concat(Stream.of(program.toString()), args.stream()).toList();
        return ChildProcess.start(name, line, Map.of("HOME", dir.toString()), log(name));
    }

    private static void await(String name, BooleanSupplier ready, ChildProcess... needed) {
        try {
            Awaitility.await().atMost(READY).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsInstanceOf(KubernetesClientException.class).until(() -> {
                        for (var process : needed) {
                            if (!process.alive()) {
                                throw new Unmet(process.name() + " ended with exit code " + process.exitCode() + ": "
                                        + process.complaint() + " (all of it: " + process.log() + ")");
                            }
                        }
                        return ready.getAsBoolean();
                    });
        } catch (ConditionTimeoutException e) {
            throw new Unmet(name + " is not ready after " + READY.toSeconds() + " s: see its log beside "
                    + needed[0].log());
        }
    }

    private static void stop(ChildProcess process) {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived, ResponseStarted]
            rules:
            - level: None
              verbs: [get, list, watch]
            - level: Metadata
            """;
}
