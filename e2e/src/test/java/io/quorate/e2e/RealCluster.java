package io.quorate.e2e;

import io.quorate.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A control plane with Quorate installed, an operator in this JVM, and three nodes that really run containers. */
final class RealCluster implements AutoCloseable {

    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final NodePrograms programs;
    private ControlPlane plane;
    private List<RealNode> nodes;

    RealCluster(Path dir) {
        programs = NodePrograms.ready(System.out::println);
        var binaries = Binaries.ready(System.out::println);
        try {
            start(dir, binaries);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(Path dir, Binaries binaries) {
        var network = NodeNetwork.make(programs);
        endings.push(network::close);
        plane = ControlPlane.start(dir,
                ControlPlane.Options.quick(binaries).forRealNodes(network, ThreeRealNodes.NODES));
        endings.push(plane::close);
        Cluster.install(plane);
        nodes = IntStream.rangeClosed(1, 3).mapToObj(i -> new RealNode(plane, network, programs, i)).toList();
        nodes.forEach(node -> endings.push(node::close));
        var powerSwitch = new PowerSwitch(shared(), nodes);
        endings.push(powerSwitch::close);
        nodes.parallelStream().forEach(RealNode::boot);
        nodes.forEach(RealNode::awaitReady);
        var operator = new TestOperator(plane, new Settings(Cluster.INSTALLED, Set.of(), Optional.empty(),
                TestOperator.NODE_DOWN_AFTER, Duration.ZERO, 100, Set.of("kubelet")), Clock.systemUTC());
        endings.push(operator::close);
    }

    /** Ours, for use in nodes. */
    Path program() { return programs.node(); }

    /** A folder that all nodes have, as a disk in a network. */
    Path shared() { return plane.dir().resolve("shared"); }

    ControlPlane plane() { return plane; }

    /** Else nodes that each story loses would come last in the next one. */
    void forgetLosses() {
        try (var client = plane.clientFor("breakglass")) {
            var records = client.configMaps().inNamespace(Cluster.INSTALLED);
            records.withLabel("quorate.io/record", "node").list().getItems().forEach(r -> records
                    .withName(r.getMetadata().getName()).edit(m -> {
                        m.getData().put("losses", "[]");
                        return m;
                    }));
        }
    }

    /** @param number 1 to 3 */
    RealNode node(int number) { return nodes.get(number - 1); }

    void repair() {
        nodes.forEach(RealNode::repair);
        nodes.forEach(node -> new Nodes(plane.client()).trust(node.name()));
    }

    /** Ends all in the reverse order of its beginning. */
    @Override
    public void close() {
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
