package io.quorate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The programs of nodes that really run containers, ready to run.
 *
 * @param containerd
 *            with its shim and {@code ctr} beside it
 * @param node
 *            our own: the node's first process, pause, and the workload
 */
record NodePrograms(Path kubelet, Path containerd, Path runc, Path node) {
    private static final String CONTAINERD = "github.com/containerd/containerd/v2/cmd/";

    /**
     * Finds the programs, and builds those that are missing into the cache.
     *
     * @throws Unmet
     *             when Go or disk space is missing, or a build fails
     */
    static synchronized NodePrograms ready(Consumer<String> progress) {
        var cache = Binaries.cache();
        var modules = Binaries.modules();
        var own = modules.resolveSibling("realnodes");
        var kubelet = new GoModule(modules.resolve("kubernetes"), cache, Binaries.LDFLAGS,
                List.of("k8s.io/kubernetes/cmd/kubelet"));
        var containerd = new GoModule(own.resolve("containerd"), cache, Binaries.LDFLAGS,
                List.of(CONTAINERD + "containerd", CONTAINERD + "containerd-shim-runc-v2", CONTAINERD + "ctr"),
                "no_btrfs,no_devmapper,no_zfs", false);
        var runc = new GoModule(own.resolve("runc"), cache, Binaries.LDFLAGS,
                List.of("github.com/opencontainers/runc"), "", true);
        var node = new GoModule(own.resolve("node"), cache, Binaries.LDFLAGS,
                List.of("quorate.io/e2e/realnodes/node"));
        var installed = onPath("runc");
        var needed = installed.isPresent()
                ? List.of(kubelet, containerd, node)
                : List.of(kubelet, containerd, node, runc);
        GoModule.buildMissing(needed, "real nodes", 4, progress);
        return new NodePrograms(kubelet.binary("kubelet"), containerd.binary("containerd"),
                installed.orElseGet(() -> runc.binary("runc")), node.binary("node"));
    }

    /** {@link Unmet}, naming what this machine lacks for such nodes; nothing is built. */
    static void check() {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new Unmet("real nodes need Linux");
        }
        if (!Command.run(List.of("id", "-u"), Map.of()).strip().equals("0")) {
            throw new Unmet("real nodes need root: they are made of namespaces, control groups and a bridge");
        }
        need("ip", "install iproute2");
        if (onPath("runc").isEmpty()) {
            need("gcc", "install gcc and the C library's headers to build runc, or install runc");
        }
        if (Binaries.cache().startsWith("/var/lib") || Binaries.cache().startsWith("/var/log")) {
            throw new Unmet("a node has its own /var/lib and /var/log: set QUORATE_CACHE to a folder outside of them");
        }
        NodeNetwork.tryOut();
    }

    private static void need(String program, String remedy) {
        if (onPath(program).isEmpty()) {
            throw new Unmet("real nodes need " + program + ", which is not on the PATH: " + remedy);
        }
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable).findFirst();
    }
}
