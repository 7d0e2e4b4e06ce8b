package io.quorate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The programs of a real control plane and of its nodes, ready to run. */
public record Binaries(Path etcd, Path kubeApiserver, Path kubeControllerManager, Path kubeScheduler, Path kubectl,
        Path kwok, Path helm) {
    private static final String KUBERNETES = "1.37.2";
    private static final String VERSION = "k8s.io/component-base/version";
    // Without these, kubectl and the API server have no version to show, and kubectl ends with an error.
    static final String LDFLAGS = String.join(" ", "-s -w", "-X " + VERSION + ".gitVersion=v" + KUBERNETES,
            "-X " + VERSION + ".gitMajor=1", "-X " + VERSION + ".gitMinor=37", "-X " + VERSION + ".gitTreeState=clean",
            "-X " + VERSION + ".gitCommit=unknown", "-X " + VERSION + ".buildDate=1970-01-01T00:00:00Z");

    /** What they are built from, less what is there already. */
    private record Sources(Optional<Assets> assets, GoModule etcd, GoModule kubernetes, GoModule kwok, GoModule helm) {

        static Sources here() {
            var assets = Assets.named();
            var kubernetes = Stream.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")
                    .filter(name -> found(assets, name).isEmpty()).map("k8s.io/kubernetes/cmd/"::concat).toList();
            return new Sources(assets, module("etcd", List.of("go.etcd.io/etcd/server/v3")),
                    module("kubernetes", kubernetes), module("kwok", List.of("sigs.k8s.io/kwok/cmd/kwok")),
                    module("helm", List.of("helm.sh/helm/v4/cmd/helm")));
        }

        private static GoModule module(String name, List<String> packages) {
            return new GoModule(modules().resolve(name), cache(), LDFLAGS, packages);
        }

        private static Optional<Path> found(Optional<Assets> assets, String name) {
            return assets.flatMap(there -> there.program(name));
        }

        List<GoModule> needed() {
            return assets.isPresent() ? List.of(kubernetes, kwok, helm) : List.of(etcd, kubernetes, kwok, helm);
        }

        Path program(String name, GoModule otherwise) {
            return found(assets, name).orElseGet(() -> otherwise.binary(name));
        }
    }

    /**
     * Builds nothing.
     *
     * @throws Unmet
     *             when something is to be built, and Go or disk space is missing for it; or when
     *             {@code KUBEBUILDER_ASSETS} names what is no use
     */
    static void check() {
        GoModule.check(Sources.here().needed());
    }

    /**
     * Finds the programs, and builds those that are missing into the cache. Those in the folder that
     * {@code KUBEBUILDER_ASSETS} names are used, and not built: etcd, kube-apiserver, and others that it has.
     *
     * @throws Unmet
     *             when Go or disk space is missing, a build fails, or that folder is no use
     */
    public static synchronized Binaries ready(Consumer<String> progress) {
        var sources = Sources.here();
        GoModule.buildMissing(sources.needed(), "the control plane", 10, progress);
        return new Binaries(sources.program("etcd", sources.etcd),
                sources.program("kube-apiserver", sources.kubernetes),
                sources.program("kube-controller-manager", sources.kubernetes),
                sources.program("kube-scheduler", sources.kubernetes), sources.program("kubectl", sources.kubernetes),
                sources.kwok.binary("kwok"), sources.helm.binary("helm"));
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

    static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
