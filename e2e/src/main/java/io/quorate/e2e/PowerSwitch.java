package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What stands beside the machines and can switch each of them off: asked for by a file {@code NODE.wanted} in a folder,
 * answered by {@code NODE.off} there, when the node is off.
 */
final class PowerSwitch implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    private final Path dir;
    private final List<RealNode> nodes;
    private final Thread thread;
    private volatile boolean ended;

    PowerSwitch(Path dir, List<RealNode> nodes) {
        this.dir = dir;
        this.nodes = List.copyOf(nodes);
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("power-switch").start(this::look);
    }

    private void look() {
        while (!ended) {
            nodes.forEach(this::serve);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void serve(RealNode node) {
        try {
            if (Files.deleteIfExists(dir.resolve(node.name() + ".wanted"))) {
                node.powerOff();
                Files.createFile(dir.resolve(node.name() + ".off"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
    }
}
