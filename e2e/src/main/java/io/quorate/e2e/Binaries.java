package io.quorate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The programs of a real control plane and of its nodes, ready to run. */
public record Binaries(Path etcd, Path kubeApiserver, Path kubeControllerManager, Path kubeScheduler, Path kubectl,
        Path kwok, Path helm) {
    private static final String KUBERNETES = "1.37.2";
    private static final String VERSION = "k8s.io/component-base/version";
    // Without these, kubectl and the API server have no version to show, and kubectl ends with an error.
    static final String LDFLAGS = String.join(" ", "-s -w", "-X " + VERSION + ".gitVersion=v" + KUBERNETES,
            "-X " + VERSION + ".gitMajor=1", "-X " + VERSION + ".gitMinor=37", "-X " + VERSION + ".gitTreeState=clean",
            "-X " + VERSION + ".gitCommit=unknown", "-X " + VERSION + ".buildDate=1970-01-01T00:00:00Z");

    /**
     * Finds the programs, and builds those that are missing into the cache. Where {@code KUBEBUILDER_ASSETS} names a
     * folder that has etcd and kube-apiserver, those are used.
     *
     * @throws Unmet
     *             when Go or disk space is missing, or a build fails
     */
    public static synchronized Binaries ready(Consumer<String> progress) {
        var modules = modules();
        var cache = cache();
        var etcd = new GoModule(modules.resolve("etcd"), cache, LDFLAGS, List.of("go.etcd.io/etcd/server/v3"));
        var kubernetes = new GoModule(modules.resolve("kubernetes"), cache, LDFLAGS,
                List.of("k8s.io/kubernetes/cmd/kube-apiserver", "k8s.io/kubernetes/cmd/kube-controller-manager",
                        "k8s.io/kubernetes/cmd/kube-scheduler", "k8s.io/kubernetes/cmd/kubectl"));
        var kwok = new GoModule(modules.resolve("kwok"), cache, LDFLAGS, List.of("sigs.k8s.io/kwok/cmd/kwok"));
        var helm = new GoModule(modules.resolve("helm"), cache, LDFLAGS, List.of("helm.sh/helm/v4/cmd/helm"));
        var assets = assets();
        var needed = assets.isPresent() ? List.of(kubernetes, kwok, helm) : List.of(etcd, kubernetes, kwok, helm);
        GoModule.buildMissing(needed, "the control plane", 10, progress);
        return new Binaries(asset(assets, "etcd").orElseGet(() -> etcd.binary("etcd")),
                asset(assets, "kube-apiserver").orElseGet(() -> kubernetes.binary("kube-apiserver")),
                kubernetes.binary("kube-controller-manager"), kubernetes.binary("kube-scheduler"),
                asset(assets, "kubectl").orElseGet(() -> kubernetes.binary("kubectl")), kwok.binary("kwok"),
                helm.binary("helm"));
    }

    static Path modules() {
        var start = Path.of("").toAbsolutePath();
        for (var folder = start; folder != null; folder = folder.getParent()) {
            var modules = folder.resolve("e2e/controlplane");
            if (Files.exists(modules.resolve("kubernetes/go.mod"))) {
                return modules;
            }
        }
        throw new Unmet("e2e/controlplane is not in or above " + start + ": run from inside the checkout");
    }

    static Path cache() {
        return setting("QUORATE_CACHE").map(Path::of)
                .orElseGet(() -> setting("XDG_CACHE_HOME").map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache")).resolve("quorate"))
                .toAbsolutePath();
    }

    private static Optional<Path> assets() {
        return setting("KUBEBUILDER_ASSETS").map(Path::of).filter(folder -> Files.isExecutable(folder.resolve("etcd"))
                && Files.isExecutable(folder.resolve("kube-apiserver")));
    }

    private static Optional<Path> asset(Optional<Path> assets, String name) {
        return assets.map(folder -> folder.resolve(name)).filter(Files::isExecutable);
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
