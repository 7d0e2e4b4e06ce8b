package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network of this machine for nodes that have namespaces of their own: a bridge, with an address for the control
 * plane. It leads nowhere else. Everything of it has a name that begins with the bridge's, and that tells the JVM whose
 * it is: what a killed JVM has left is cleared away by the next.
 */
final class NodeNetwork implements AutoCloseable {
    private static final String PREFIX = "qrt";
    private static final Path LINKS = Path.of("/sys/class/net");

    private final NodePrograms programs;
    private final String bridge;
    private final String subnet;

    private NodeNetwork(NodePrograms programs, String bridge, String subnet) {
        this.programs = programs;
        this.bridge = bridge;
        this.subnet = subnet;
    }

    /** {@link Unmet} when this machine lets nobody make a bridge. */
    static void tryOut() {
        var name = PREFIX + "-" + Long.toHexString(ProcessHandle.current().pid());
        try {
            ip("link", "add", name, "type", "bridge");
            ip("link", "del", name);
        } catch (CommandFailed e) {
            throw new Unmet("real nodes need a bridge, which cannot be made here: " + e.stderr().strip());
        }
    }

    static NodeNetwork make(NodePrograms programs) {
        clearLeftOvers(programs);
        // For tests of network devices (RFC 2544): on no network that anybody uses.
        var taken = ip("-o", "addr");
        var subnet = IntStream.range(0, 256).mapToObj(i -> "198.18." + i + ".").filter(s -> !taken.contains(s))
                .findFirst().orElseThrow(() -> new Unmet("198.18.0.0/16 is taken on this machine"));
        var network = new NodeNetwork(programs, PREFIX + Long.toHexString(ProcessHandle.current().pid()), subnet);
        ip("link", "add", network.bridge, "type", "bridge");
        ip("addr", "add", network.address() + "/24", "dev", network.bridge);
        ip("link", "set", network.bridge, "up");
        return network;
    }

    /** Where nodes find the control plane. */
    String address() { return subnet + "1"; }

    /** @param number 1 to 9 */
    String address(int number) { return subnet + (10 + number); }

    /** The machine's end of a node's link; its control group has the same name. */
    String link(int number) {
        return bridge + "-" + number;
    }

    String bridge() { return bridge; }

    static String ip(String... args) { return run("ip", args); }

    /** Our program, on this machine. */
    static void node(NodePrograms programs, String... args) {
        run(programs.node().toString(), args);
    }

    // Also in an interrupted thread: that is when all has to be taken away.
    private static String run(String program, String... args) {
        var interrupted = Thread.interrupted();
        try {
            return Command.run(Stream.concat(Stream.of(program), Stream.of(args)).toList(), Map.of());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void clearLeftOvers(NodePrograms programs) {
        try (var links = Files.list(LINKS)) {
            links.map(link -> link.getFileName().toString()).filter(name -> name.matches(PREFIX + "[0-9a-f]+"))
                    .filter(NodeNetwork::left).toList().forEach(bridge -> clear(programs, bridge));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the JVM whose bridge it is has ended; another program may have its process id by now. */
    private static boolean left(String bridge) {
        var owner = ProcessHandle.of(Long.parseLong(bridge.substring(PREFIX.length()), 16));
        return owner.flatMap(process -> process.info().command()).filter(command -> command.endsWith("java")).isEmpty();
    }

    // The nodes' ends of the links go with the nodes, and so do the links.
    private static void clear(NodePrograms programs, String bridge) {
        node(programs, "remove", bridge + "-*");
        ip("link", "del", bridge);
    }

    @Override
    public void close() { clear(programs, bridge); }
}
