package io.quorate.e2e;

import io.quorate.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The operator as users run it: a process of its own, under its service account's rights. */
final class OperatorProcess implements AutoCloseable {

    private final ChildProcess process;

    private OperatorProcess(ChildProcess process) {
        this.process = process;
    }

    /** @param settings environment variables {@code QUORATE_*} beyond the chart's defaults */
    static OperatorProcess start(ControlPlane plane, String namespace, Map<String, String> settings) {
        return start(plane, namespace, Main.class, settings);
    }

    static OperatorProcess start(ControlPlane plane, String namespace, Class<?> main, Map<String, String> settings,
            String... arguments) {
        var environment = new HashMap<String, String>();
        environment.put("KUBECONFIG", plane.serviceAccountKubeconfig(namespace, "quorate").toString());
        environment.put("QUORATE_NAMESPACE", namespace);
        environment.put("QUORATE_HTTP_PORT", "0");
        environment.putAll(settings);
        var command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.showDateTime=true", "-cp",
                System.getProperty("java.class.path"), main.getName()), Stream.of(arguments)).toList();
        return new OperatorProcess(
                ChildProcess.start("operator", command, environment, plane.log("operator")));
    }

    long pid() { return process.pid(); }

    boolean alive() { return process.alive(); }

    /** Its resident memory in MB, where the system tells. */
    String memory() {
        try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB resident")
                    .orElse("memory unknown");
        } catch (IOException | UncheckedIOException e) {
            return "memory unknown";
        }
    }

    void signal(String name) { process.signal(name); }

    void kill() { process.kill(); }

    @Override
    public void close() { process.stop(Duration.ofSeconds(5)); }
}
