package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A node with a real kubelet, containerd and runc, in namespaces of this machine: containers really run on it. It can be
 * cut off, frozen, switched off and on, and its parts can be killed. Its disk outlasts a boot, which changes the boot id.
 */
final class RealNode implements AutoCloseable {
    /** The one image there is: our own program, as pause and as a workload. */
    static final String IMAGE = "quorate.test/node:1";

    private static final Duration READY = Duration.ofSeconds(60);
    private static final String SOCKET = "/run/containerd/containerd.sock";
    // Nobody's: what is sent there is lost on the way, and its sender is told nothing.
    private static final String NOBODY = "02:51:52:54:00:ff";

    private final ControlPlane plane;
    private final NodeNetwork network;
    private final NodePrograms programs;
    private final int number;
    private final Path dir;
    private final NodeInit init;
    private String bootId = "";
    private ChildProcess process;

    /**
     * A node that is not there yet: see {@link #boot}. The control plane has to let {@code n1} to {@code n9} log in.
     *
     * @param number
     *            1 to 9
     */
    RealNode(ControlPlane plane, NodeNetwork network, NodePrograms programs, int number) {
        this.plane = plane;
        this.network = network;
        this.programs = programs;
        this.number = number;
        dir = plane.dir().resolve(name());
        init = new NodeInit(dir.resolve("init.sock"));
    }

    String name() { return "n" + number; }

    /** The machine's end of the node's link. */
    String link() { return network.link(number); }

    /** Of the last boot; "" before the first. */
    String bootId() { return bootId; }

    boolean running() { return process != null && process.alive(); }

    // Power.

    /** Switches the node on, and starts containerd and kubelet. */
    synchronized void boot() {
        if (running()) {
            throw new IllegalStateException("node " + name() + " is on: powerOff() first");
        }
        bootId = UUID.randomUUID().toString();
        var first = furnish();
        var path = programs.containerd().getParent() + ":" + System.getenv("PATH");
        process = ChildProcess.start("node-" + name(),
                List.of(programs.node().toString(), "boot", network.link(number), name(), dir.toString(), bootId),
                Map.of("PATH", path, "HOME", dir.toString(), "HTTP2_READ_IDLE_TIMEOUT_SECONDS", "4",
                        "HTTP2_PING_TIMEOUT_SECONDS", "2"),
                plane.log("node-" + name()));
        await("its first process", () -> init.run("/bin/true"));
        connect();
        startContainerd();
        if (first) {
            init.run(ctr(), "-a", SOCKET, "-n", "k8s.io", "images", "import", "--local", "--snapshotter", "native",
                    dir.resolve("image.tar").toString());
        }
        startKubelet();
    }

    /** At once: the link is dead first, so nobody hears the end of it. Nothing of the node runs any more on return. */
    synchronized void powerOff() {
        if (process == null) {
            return;
        }
        if (Files.exists(Path.of("/sys/class/net", network.link(number)))) {
            linkDown();
        }
        process.kill();
        process = null;
        NodeNetwork.node(programs, "remove", network.link(number));
        if (Files.exists(Path.of("/sys/class/net", network.link(number)))) {
            NodeNetwork.ip("link", "del", network.link(number));
        }
    }

    /** Halts everything in the node at once. */
    void freeze() {
        NodeNetwork.node(programs, "freeze", network.link(number));
    }

    void thaw() { NodeNetwork.node(programs, "thaw", network.link(number)); }

    // The network.

    void linkDown() { NodeNetwork.ip("link", "set", network.link(number), "down"); }

    void linkUp() { NodeNetwork.ip("link", "set", network.link(number), "up"); }

    /** From now on nobody hears the node; it hears everybody. */
    void mute() {
        init.run(ip(), "neigh", "replace", network.address(), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    void unmute() { init.run(ip(), "neigh", "flush", "dev", "eth0", "nud", "permanent"); }

    /** From now on the node hears nobody; what it sends arrives. */
    void deafen() {
        NodeNetwork.ip("neigh", "replace", network.address(number), "lladdr", NOBODY, "dev", network.bridge(), "nud",
                "permanent");
    }

    void undeafen() {
        NodeNetwork.ip("neigh", "flush", "to", network.address(number), "dev", network.bridge(), "nud", "permanent");
    }

    // Its parts.

    void killKubelet() { init.kill("kubelet"); }

    /** The containers and their shims go on. */
    void killContainerd() { init.kill("containerd"); }

    /** A process that no kubelet knows of. */
    void startByHand(String command) {
        init.start("by-hand", List.of("/bin/sh", "-c", command));
    }

    void killByHand() { init.kill("by-hand"); }

    void startContainerd() {
        init.start("containerd", List.of(programs.containerd().toString(), "-c", dir + "/containerd.toml"));
        await("its containerd", () -> init.run(ctr(), "-a", SOCKET, "version"));
    }

    void startKubelet() {
        init.start("kubelet",
                List.of(programs.kubelet().toString(), "--config=" + dir.resolve("kubelet.yaml"),
                        "--kubeconfig=" + plane.kubeconfig("system:node:" + name()), "--hostname-override=" + name(),
                        "--node-ip=" + network.address(number)));
    }

    /** Undoes whatever was done to it. */
    void repair() {
        if (!running()) {
            boot();
        } else {
            thaw();
            linkUp();
            unmute();
            undeafen();
            startContainerd();
            startKubelet();
        }
        awaitReady();
    }

    /** Waits until the node reports Ready under its boot id. */
    void awaitReady() {
        Awaitility.await("node " + name() + " is Ready").atMost(READY).pollInterval(Duration.ofMillis(100))
                .ignoreExceptions().until(() -> {
                    var status = plane.client().nodes().withName(name()).get().getStatus();
                    return status.getNodeInfo().getBootID().equals(bootId) && status.getConditions().stream()
                            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
                });
    }

    /** Switches it off. The Node object and the disk stay. */
    @Override
    public void close() { powerOff(); }

    // Whether it is new.
    private boolean furnish() {
        var image = dir.resolve("image.tar");
        try {
            var first = !Files.exists(image);
            Files.createDirectories(dir.resolve("log"));
            Files.deleteIfExists(init.socket());
            if (first) {
                Files.writeString(dir.resolve("machine-id"), UUID.randomUUID().toString().replace("-", ""));
                write("containerd.toml");
                write("kubelet.yaml");
                write("cni.conflist");
                NodeNetwork.node(programs, "image", IMAGE, image.toString());
            }
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name) throws IOException {
        try (var template = RealNode.class.getResourceAsStream("realnode/" + name)) {
            var text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(dir.resolve(name), text.replace("$DIR", dir.toString()).replace("$SOCKET", SOCKET)
                    .replace("$RUNC", programs.runc().toString()).replace("$IMAGE", IMAGE));
        }
    }

    private void connect() {
        var inside = ProcessHandle.of(process.pid()).flatMap(boot -> boot.children().findFirst()).orElseThrow().pid();
        var link = network.link(number);
        NodeNetwork.ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "address",
                "02:51:52:54:00:0" + number, "netns", String.valueOf(inside));
        NodeNetwork.ip("link", "set", link, "master", network.bridge(), "up");
        init.run(ip(), "link", "set", "lo", "up");
        init.run(ip(), "addr", "add", network.address(number) + "/24", "dev", "eth0");
        init.run(ip(), "link", "set", "eth0", "up");
        init.run(ip(), "route", "add", "default", "via", network.address());
    }

    private void await(String what, Runnable works) {
        Awaitility.await(what + " answers in node " + name()).atMost(READY).pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(() -> {
                    process.mustBeAlive();
                    works.run();
                    return true;
                });
    }

    private String ctr() { return programs.containerd().resolveSibling("ctr").toString(); }

    private static String ip() { return NodePrograms.onPath("ip").orElseThrow().toString(); }
}
