package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code e2e/demo}: the patent's nine-node cluster on a real Kubernetes API. */
public final class Demo {

    private static final String HELP = """
            e2e/demo [--keep] [--help]

            Plays the patent's nine-node cluster on a real etcd, API server, scheduler and controller manager, with one
            process for each of nine nodes, and checks every statement against the API. Builds what is missing first
            (some 10 minutes the first time). Exit code 0 if every statement holds, 1 if one does not, 2 if it could not begin.

              --keep   leave everything running afterwards and print how to reach it; Ctrl-C ends it
              --help   this text
            """;

    private Demo() {}

    /** Plays, and ends the process with the exit code. */
    public static void main(String[] args) throws InterruptedException {
        var words = List.of(args);
        if (words.contains("--help")) {
            System.out.print(HELP);
            return;
        }
        var unknown = words.stream().filter(w -> !w.equals("--keep")).findFirst();
        if (unknown.isPresent()) {
            System.err.println("e2e/demo: unknown argument " + unknown.get() + "; see e2e/demo --help");
            System.exit(2);
        }
        try {
            System.exit(play(words.contains("--keep")));
        } catch (Unmet e) {
            System.err.println("e2e/demo: " + e.getMessage());
            System.exit(2);
        }
    }

    private static int play(boolean keep) throws InterruptedException {
        var chart = Path.of(System.getProperty("quorate.chart", "charts/quorate")).toAbsolutePath();
        var binaries = Binaries.ready(System.out::println);
        try (var plane = ControlPlane.start(folder(), ControlPlane.Options.of(binaries))) {
            var table = new Table(plane);
            try (var story = new NineNodes(plane, chart, table::show)) {
                var failures = story.play();
                System.out.println(failures.isEmpty()
                        ? "\nEvery statement holds."
                        : "\nDoes not hold:\n  " + String.join("\n  ", failures));
                if (keep) {
                    System.out.println("\nexport KUBECONFIG=" + plane.adminKubeconfig() + "\n" + binaries.kubectl()
                            + " get rg -A\nCtrl-C ends it.");
                    Thread.currentThread().join();
                }
                return failures.isEmpty() ? 0 : 1;
            }
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("quorate-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
