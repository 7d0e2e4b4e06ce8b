package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Nothing of a network of nodes is left on the machine. */
@Isolated
@OnRealNodes
class NodeNetworkTest {

    private static NodePrograms programs;

    @TempDir
    Path dir;

    /** A JVM to be killed: it makes a network, and a node that is frozen, and tells the bridge's name. */
    public static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws InterruptedException {
            var programs = NodePrograms.ready(message -> {});
            var network = NodeNetwork.make(programs);
            var dir = Path.of(args[0]);
            ChildProcess.start("node", List.of(programs.node().toString(), "boot", network.link(1), "n1", args[0],
                    UUID.randomUUID().toString()), Map.of(), dir.resolve("log/boot.log"));
            var init = new NodeInit(dir.resolve("init.sock"));
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                init.start("sleeper", List.of("/bin/sleep", "600"));
                return true;
            });
            NodeNetwork.node(programs, "freeze", network.link(1));
            System.out.println(network.bridge());
            Thread.currentThread().join();
        }
    }

    @BeforeAll
    static void programs() {
        programs = NodePrograms.ready(System.out::println);
    }

    @Test
    void what_a_killed_jvm_has_left_is_cleared_away_by_the_next() throws IOException {
        Files.createDirectories(dir.resolve("log"));
        Files.writeString(dir.resolve("machine-id"), "0123456789abcdef0123456789abcdef");
        var owner = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Owner.class.getName(), dir.toString()).start();
        try {
            var lines = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8));
            var bridge = lines.readLine();
            assertThat(bridge).isNotNull();
            var processes = owner.descendants().toList();
            assertThat(left(bridge)).isNotEmpty();
            owner.destroyForcibly();
            owner.onExit().join();

            NodeNetwork.make(programs).close();

            assertThat(left(bridge)).isEmpty();
            await().atMost(Duration.ofSeconds(30)).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            owner.destroyForcibly();
        }
    }

    private static List<Path> left(String name) throws IOException {
        try (var links = Files.list(Path.of("/sys/class/net")); var groups = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
            return Stream.concat(links, groups).filter(path -> path.getFileName().toString().startsWith(name)).toList();
        }
    }
}
