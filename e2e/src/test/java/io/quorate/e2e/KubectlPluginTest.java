package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/kubectl-quorate}, as kubectl finds it on the PATH. */
@OnCluster
class KubectlPluginTest {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void kubectl_tells_its_commands() {
        assertThat(quorate(CHECKOUT, "", "--help")).contains("Usage: kubectl quorate", "confirm-stopped");
        assertThat(quorate(CHECKOUT, "")).contains("Usage: kubectl quorate");
    }

    @Test
    void a_node_on_which_nothing_is_in_doubt_cannot_be_confirmed(Scene scene) {
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> quorate(CHECKOUT, scene.plane().adminKubeconfig().toString(), "confirm-stopped",
                        "elsewhere"))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(1);
                    assertThat(e.stderr().strip())
                            .isEqualTo("nothing is in doubt on node elsewhere: there is nothing to confirm");
                });
    }

    @Test
    void an_api_server_that_does_not_answer_is_named(@TempDir Path dir) throws IOException {
        var kubeconfig = Files.writeString(dir.resolve("config"), """
                {"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}], "users": []}
                """);

        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> quorate(CHECKOUT, kubeconfig.toString(), "confirm-stopped", "elsewhere"))
                .satisfies(e -> assertThat(e.stderr()).hasLineCount(1).startsWith("the API server does not answer ("));
    }

    @Test
    void a_checkout_that_is_not_built_says_how_to_build_it(@TempDir Path dir) throws IOException {
        for (var file : List.of("bin/kubectl-quorate", "build/jdk")) {
            Files.createDirectories(dir.resolve(file).getParent());
            Files.copy(CHECKOUT.resolve(file), dir.resolve(file));
        }

        assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> quorate(dir, "", "--help"))
                .satisfies(e -> assertThat(e.stderr()).hasLineCount(1).startsWith(
                        "kubectl quorate: it is not built: run mvn -DskipTests -pl operator -am package in " + dir));
    }

    private static String quorate(Path checkout, String kubeconfig, String... arguments) {
        var kubectl = Binaries.ready(System.out::println).kubectl().toString();
        return Command.run(Stream.concat(Stream.of(kubectl, "quorate"), Stream.of(arguments)).toList(),
                Map.of("PATH", checkout.resolve("bin") + ":" + System.getenv("PATH"), "JAVA_HOME",
                        System.getProperty("java.home"), "KUBECONFIG", kubeconfig));
    }
}
