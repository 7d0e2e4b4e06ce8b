package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The loopback ports of one control plane, kept in its folder so that a restart has the same. */
record Ports(int etcd, int peer, int api) {
    // Below the range from which systems take the ports of outgoing connections.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final Duration ENDING = Duration.ofSeconds(5);

    static Ports choose() {
        var random = new SecureRandom();
        var free = Stream.generate(() -> random.nextInt(FIRST, LAST)).filter(Ports::free).distinct().limit(3).toList();
        return new Ports(free.get(0), free.get(1), free.get(2));
    }

    /** Those of the last run, which may be ending just now. */
    static Ports again(Path file) throws IOException {
        return again(file, ENDING);
    }

    static Ports again(Path file, Duration ending) throws IOException {
        var numbers = Stream.of(Files.readString(file).strip().split(" ")).map(Integer::valueOf).toList();
        var ports = new Ports(numbers.get(0), numbers.get(1), numbers.get(2));
        try {
            Awaitility.await().atMost(ending).pollDelay(Duration.ZERO).until(() -> ports.taken().isEmpty());
        } catch (ConditionTimeoutException e) {
            var taken = ports.taken().stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new Unmet("port " + taken + " is taken, which the control plane in " + file.getParent()
                    + " had before: end what listens there, or remove that folder");
        }
        return ports;
    }

    void write(Path file) {
        try {
            Files.writeString(file, etcd + " " + peer + " " + api + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Integer> taken() {
        return Stream.of(etcd, peer, api).filter(port -> !free(port)).toList();
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
