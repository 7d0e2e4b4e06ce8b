package io.quorate.e2e;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * {@code e2e/demo}: the patent's nine-node cluster on a real Kubernetes API, or three nodes that really run containers.
 * The script checks what is needed.
 */
public final class Demo {

    private static final long LONGEST_END = 20_000;
    private static final long LOOK_NANOS = 1_000_000_000;

    private final Timeline timeline;
    private final boolean keep;
    private final boolean real;
    private final PrintStream err;

    private volatile boolean signalled;
    private boolean logsWanted;
    private String logs = "";

    Demo(Timeline timeline, List<String> words, PrintStream err) {
        this.timeline = timeline;
        this.err = err;
        keep = words.contains("--keep");
        real = words.contains("--real-nodes");
    }

    /** Plays, and ends the process with the exit code. */
    public static void main(String[] args) {
        var begun = Instant.ofEpochSecond(Long.getLong("quorate.begun", Instant.now().getEpochSecond()));
        var demo = new Demo(Timeline.ofConsole(begun), List.of(args), System.err);
        var ending = new Thread(demo.ending(Thread.currentThread()), "ending");
        Runtime.getRuntime().addShutdownHook(ending);
        var code = demo.run(demo::play);
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            return; // A signal is ending this process, and waits for this thread.
        }
        System.exit(code);
    }

    /** Ctrl-C interrupts the story, which then cleans up. Should it hang, its processes still end with this one. */
    Runnable ending(Thread story) {
        return () -> {
            signalled = true;
            timeline.close("", "Ending.");
            story.interrupt();
            try {
                story.join(LONGEST_END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** The exit code; what kept it from 0 is said in one line. */
    int run(IntSupplier playing) {
        try {
            var code = playing.getAsInt();
            return code == 0 ? code : ended(code, "not every statement holds");
        } catch (Unmet e) {
            return ended(2, e.getMessage());
        } catch (Exception e) {
            return ended(1, "the story broke off: " + e);
        }
    }

    private int ended(int code, String message) {
        if (!signalled || !logs.isEmpty()) {
            timeline.close();
            err.println("e2e/demo: " + message + logs);
        }
        return code;
    }

    private int play() {
        if (real) {
            NodePrograms.check();
        }
        var binaries = Binaries.ready(timeline::tells);
        var folder = Scratch.make("quorate-demo");
        try {
            return real ? playOnRealNodes(folder.path(), binaries) : playOnNineNodes(folder.path(), binaries);
        } catch (Exception e) {
            if (!signalled) {
                logsWanted = true;
                folder.writeLog("demo.log", e);
            }
            throw e;
        } finally {
            if (logsWanted) {
                logs = "; the logs are in " + folder.keepLogs();
            } else {
                folder.remove();
            }
        }
    }

    private int playOnNineNodes(Path folder, Binaries binaries) {
        startsControlPlane();
        try (var plane = ControlPlane.start(folder, ControlPlane.Options.of(binaries));
                var story = new NineNodes(plane, chart(), timeline)) {
            return play(story, toReach(plane));
        }
    }

    private int playOnRealNodes(Path folder, Binaries binaries) {
        var programs = NodePrograms.ready(timeline::tells);
        startsControlPlane();
        try (var network = NodeNetwork.make(programs);
                var plane = ControlPlane.start(folder,
                        ControlPlane.Options.of(binaries).forRealNodes(network, ThreeRealNodes.NODES));
                var story = new ThreeRealNodes(plane, network, programs, chart(), timeline)) {
            return play(story, toReach(plane));
        }
    }

    private void startsControlPlane() {
        timeline.does("start etcd, API server, controller manager and scheduler");
    }

    private static Path chart() { return Path.of(System.getProperty("quorate.chart")).toAbsolutePath(); }

    private static List<String> toReach(ControlPlane plane) {
        return List.of("export KUBECONFIG=" + plane.adminKubeconfig(),
                "export PATH=" + plane.binaries().kubectl().getParent() + ":$PATH");
    }

    /** @param toReach how another shell gets at what the story is played on */
    int play(DemoStory story, List<String> toReach) {
        var failures = story.play();
        logsWanted = !failures.isEmpty();
        timeline.summary(summary(story, failures));
        if (keep) {
            stay(story, toReach);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private List<String> summary(DemoStory story, List<String> failures) {
        var lines = new ArrayList<>(List.of("", story.costsAre()));
        story.costs().forEach(cost -> lines.add("  " + cost));
        lines.add("");
        if (failures.isEmpty()) {
            lines.add("Every statement holds.");
        } else {
            lines.add("Does not hold:");
            failures.forEach(failure -> lines.add("  " + failure));
        }
        lines.add("The first group was active after %d s, all was done after %d s."
                .formatted(story.firstReady().toSeconds(), timeline.elapsed().toSeconds()));
        return lines;
    }

    /** Goes on to show what changes, until a signal comes. */
    private void stay(DemoStory story, List<String> toReach) {
        var lines = new ArrayList<>(List.of("",
                "The cluster goes on until Ctrl-C; what changes is shown here. In another shell:", ""));
        Stream.concat(toReach.stream(), story.toTry().stream()).forEach(line -> lines.add("  " + line));
        lines.add("");
        timeline.summary(lines);
        while (!signalled) {
            try {
                story.look();
            } catch (KubernetesClientException e) {
                // The API server is away, perhaps because someone tries that out.
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
