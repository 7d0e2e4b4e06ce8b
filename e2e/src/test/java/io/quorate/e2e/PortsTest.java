package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports of a folder's control plane, when it starts again. */
class PortsTest {
    @TempDir
    Path dir;

    @Test
    void a_restart_has_the_ports_of_the_last_run() throws IOException {
        var ports = Ports.choose();
        ports.write(dir.resolve("ports"));

        assertThat(Ports.again(dir.resolve("ports"))).isEqualTo(ports);
    }

    @Test
    void a_port_that_another_has_meanwhile_is_named() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var free = Ports.choose();
            new Ports(free.etcd(), free.peer(), other.getLocalPort()).write(dir.resolve("ports"));

            assertThatThrownBy(() -> Ports.again(dir.resolve("ports"), Duration.ofMillis(1))).isInstanceOf(Unmet.class)
                    .hasMessage("port " + other.getLocalPort() + " is taken, which the control plane in " + dir
                            + " had before: end what listens there, or remove that folder");
        }
    }
}
