package io.quorate.e2e;

import io.quorate.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;

/** A control plane with Quorate installed, an operator in this JVM, and three nodes that really run containers. */
final class RealCluster implements AutoCloseable {

    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final NodePrograms programs;
    private ControlPlane plane;
    private List<RealNode> nodes;

    /** @throws Unmet naming what this machine lacks */
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
        plane = ControlPlane.start(dir, ControlPlane.Options.quick(binaries).withAddress(network.address())
                .withKubelets(List.of("n1", "n2", "n3"))
                // Else the runtime puts every pod under seccomp, which a runc built without libseccomp cannot.
                .withApiServerArgs("--allow-privileged=true"));
        endings.push(plane::close);
        Cluster.install(plane);
        nodes = IntStream.rangeClosed(1, 3).mapToObj(i -> new RealNode(plane, network, programs, i)).toList();
        nodes.forEach(node -> endings.push(node::close));
        nodes.parallelStream().forEach(RealNode::boot);
        nodes.forEach(RealNode::awaitReady);
        var operator = new TestOperator(plane, new Settings(Cluster.INSTALLED, Set.of(), Optional.empty(),
                TestOperator.NODE_DOWN_AFTER, Duration.ZERO, Set.of("kubelet")), Optional.empty());
        endings.push(operator::close);
    }

    /** Where this machine lacks what real nodes need, the tests are skipped, and say so where nobody can miss it. */
    static <T> T orSkipped(Supplier<T> made) {
        try {
            return made.get();
        } catch (Unmet e) {
            var message = "SKIPPED, real nodes are not tested: " + e.getMessage();
            System.out.println(message);
            throw new TestAbortedException(message);
        }
    }

    /** Ours, for use in nodes. */
    Path program() { return programs.node(); }

    ControlPlane plane() { return plane; }

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
