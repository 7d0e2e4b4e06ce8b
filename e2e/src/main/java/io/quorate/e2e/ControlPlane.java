package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Kubernetes control plane on this machine: etcd, API server, controller manager and scheduler. Data, keys, tokens
 * and ports stay in its folder; a start on the same folder is a restart of the same cluster.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 5;
    private static final long TOKEN_SECONDS = Duration.ofHours(24).toSeconds();

    private final Path dir;
    private final Options options;
    private final Supplier<Ports> choice;
    private Ports ports;
    private Credentials credentials;
    private Arguments arguments;
    private KubernetesClient client;
    private ChildProcess etcd;
    private ChildProcess apiServer;
    private final Map<String, ChildProcess> controllers = new HashMap<>();

    /**
     * How a control plane is run.
     *
     * @param nodeMonitorGracePeriod
     *            how long a node's Lease may rest before its Ready turns Unknown
     * @param apiServerArgs
     *            further arguments
     * @param controllerManagerArgs
     *            further arguments
     * @param address
     *            where the API server listens
     * @param kubelets
     *            names of nodes that are to log in themselves
     */
    public record Options(Binaries binaries, Duration nodeMonitorGracePeriod, List<String> apiServerArgs,
            List<String> controllerManagerArgs, String address, List<String> kubelets) {
        public Options {
            kubelets = List.copyOf(kubelets);
            apiServerArgs = List.copyOf(apiServerArgs);
            controllerManagerArgs = List.copyOf(controllerManagerArgs);
        }

        /** As Kubernetes comes: 50 s, the default since 1.32. */
        public static Options of(Binaries binaries) {
            return new Options(binaries, Duration.ofSeconds(50), List.of(), List.of(), "127.0.0.1", List.of());
        }

        /** For tests whose nodes renew each second: 6 s. */
        public static Options quick(Binaries binaries) {
            return of(binaries).withNodeMonitorGracePeriod(Duration.ofSeconds(6))
                    .withControllerManagerArgs("--node-monitor-period=1s");
        }

        public Options withNodeMonitorGracePeriod(Duration period) {
            return new Options(binaries, period, apiServerArgs, controllerManagerArgs, address, kubelets);
        }

        public Options withApiServerArgs(String... args) {
            return new Options(binaries, nodeMonitorGracePeriod, joined(apiServerArgs, args), controllerManagerArgs,
                    address, kubelets);
        }

        public Options withControllerManagerArgs(String... args) {
            return new Options(binaries, nodeMonitorGracePeriod, apiServerArgs, joined(controllerManagerArgs, args),
                    address, kubelets);
        }

        /** Of this machine, and other than loopback: nodes in networks of their own reach it there. */
        public Options withAddress(String address) {
            return new Options(binaries, nodeMonitorGracePeriod, apiServerArgs, controllerManagerArgs, address,
                    kubelets);
        }

        /** For nodes that log in themselves. */
        public Options withKubelets(List<String> nodes) {
            return new Options(binaries, nodeMonitorGracePeriod, apiServerArgs, controllerManagerArgs, address, nodes);
        }

        Options forRealNodes(NodeNetwork network, List<String> nodes) {
            // Else the runtime puts every pod under seccomp, which a runc built without libseccomp cannot.
            return withAddress(network.address()).withKubelets(nodes).withApiServerArgs("--allow-privileged=true");
        }

        private static List<String> joined(List<String> first, String... then) {
            return Stream.concat(first.stream(), Stream.of(then)).toList();
        }
    }

    private ControlPlane(Path dir, Options options, Supplier<Ports> choice) {
        this.dir = dir.toAbsolutePath();
        this.options = options;
        this.choice = choice;
    }

    /**
     * Starts a control plane on a folder, which is made when it is not there. It is ready on return.
     *
     * @throws Unmet
     *             when a port of an earlier run of this folder is taken, or a part does not come up
     */
    public static ControlPlane start(Path dir, Options options) {
        return start(dir, options, Ports::choose);
    }

    /** @param choice of ports that are free, and may be taken when they are used */
    static ControlPlane start(Path dir, Options options, Supplier<Ports> choice) {
        var plane = new ControlPlane(dir, options, choice);
        plane.start();
        return plane;
    }

    /** Starts again on the same data, ports and tokens. */
    public synchronized void start() {
        if (apiServer != null && apiServer.alive()) {
            throw new IllegalStateException("the control plane in " + dir + " is running: stop() it first");
        }
        try {
            Files.createDirectories(dir.resolve("log"));
            startOnFreePorts();
            startControllers();
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
            ports = again ? Ports.again(file) : choice.get();
            credentials = new Credentials(dir, url(), options.kubelets());
            credentials.make();
            arguments = new Arguments(dir, ports, credentials, options);
            resource("stages.yaml", stages());
            resource("audit-policy.yaml", arguments.auditPolicy());
            try {
                etcd = run("etcd", arguments.etcd());
                startApiServer();
                ports.write(file);
                return;
            } catch (Unmet e) {
                stop();
                if (again || attempt == ATTEMPTS || !e.getMessage().contains("address already in use")) {
                    throw e;
                }
            }
        }
    }

    /** Starts the API server alone, and waits until it is ready. */
    public synchronized void startApiServer() {
        apiServer = run("kube-apiserver", arguments.apiServer());
        await("kube-apiserver", () -> Files.exists(credentials.certificate()), etcd, apiServer);
        // A client that tries again by itself, with growing pauses, would see it come up late.
        var config = Credentials.client(adminKubeconfig());
        config.setRequestRetryBackoffLimit(0);
        try (var probe = new KubernetesClientBuilder().withConfig(config).build()) {
            await("kube-apiserver", () -> "ok".equals(probe.raw("/readyz")), etcd, apiServer);
        }
        if (client == null) {
            client = clientFor("admin");
        }
    }

    private void startControllers() {
        keep("kube-controller-manager", arguments.controllerManager());
        keep("kube-scheduler", arguments.scheduler());
        await("kube-controller-manager",
                () -> client.serviceAccounts().inNamespace("default").withName("default").get() != null,
                controllers.values().toArray(ChildProcess[]::new));
    }

    /**
     * One that ends by itself is started again, as a kubelet does it. The scheduler of Kubernetes 1.37 ends when it
     * missed that a pod was replaced by one of the same name, as after an outage of the API server.
     */
    private synchronized void keep(String name, List<String> command) {
        var process = run(name, command);
        controllers.put(name, process);
        process.afterEnd(AGAIN, () -> {
            synchronized (this) {
                if (controllers.remove(name, process)) {
                    keep(name, command);
                }
            }
        });
    }

    /** The controller manager or the scheduler, as it runs now. */
    synchronized ChildProcess controller(String name) {
        return controllers.get(name);
    }

    /** Ends the API server alone, at once: an orderly end would go on serving those connected for 10 s more. */
    public synchronized void stopApiServer() {
        apiServer.kill();
    }

    /** Ends etcd alone, at once: the API server is there, and answers nothing. */
    synchronized void stopEtcd() {
        etcd.kill();
    }

    /** Starts etcd again on its data. */
    synchronized void startEtcd() {
        etcd = run("etcd", arguments.etcd());
    }

    /** Stops everything. The data stay. */
    public synchronized void stop() {
        var running = List.copyOf(controllers.values());
        controllers.clear();
        running.forEach(ControlPlane::stop);
        if (apiServer != null) {
            stopApiServer();
        }
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
        return "https://" + options.address() + ":" + ports.api();
    }

    /** For clients of another make. */
    SSLContext trust() {
        return credentials.trust();
    }

    public AuditLog audit() {
        return new AuditLog(arguments.auditLog());
    }

    public Path adminKubeconfig() {
        return kubeconfig("admin");
    }

    /**
     * For {@code admin}, {@code breakglass} and {@code kwok}, who may do everything, {@code editor}, who may do nothing
     * yet, or the {@code system:node:NAME} of a kubelet.
     */
    public Path kubeconfig(String user) {
        if (!credentials.known(user)) {
            throw new IllegalArgumentException("user " + user + " is unknown: use one of " + credentials.users());
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
        return new KubernetesClientBuilder().withConfig(Credentials.client(kubeconfig)).build();
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

    private ChildProcess run(String name, List<String> command) {
        return ChildProcess.start(name, command, Map.of("HOME", dir.toString()), log(name));
    }

    private static void resource(String name, Path file) throws IOException {
        try (var content = ControlPlane.class.getResourceAsStream(name)) {
            Files.write(file, content.readAllBytes());
        }
    }

    private static void await(String name, BooleanSupplier ready, ChildProcess... needed) {
        try {
            Awaitility.await().atMost(READY).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsInstanceOf(KubernetesClientException.class).until(() -> {
                        for (var process : needed) {
                            process.mustBeAlive();
                        }
                        return ready.getAsBoolean();
                    });
        } catch (ConditionTimeoutException e) {
            throw new Unmet(name + " is not ready after " + READY.toSeconds() + " s: see the logs in "
                    + needed[0].log().getParent());
        }
    }

    private static void stop(ChildProcess process) {
        if (process != null) {
            process.stop(GRACE);
        }
    }
}
