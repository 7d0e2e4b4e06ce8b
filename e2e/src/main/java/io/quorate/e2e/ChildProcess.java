package io.quorate.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends when this JVM ends, and what it has started with it, also when this JVM is killed with SIGKILL: a
 * shell beside it holds the other end of a pipe and kills the process at end of file. It has a session of its own, so
 * that Ctrl-C in a terminal reaches this JVM alone and the clean-up stays in order.
 */
public final class ChildProcess {
    // Descriptor 3 is the pipe from the JVM; only the watching subshell may keep it open. This shell is killed first:
    // it would take the child's end for an ordinary one, and kill the watcher before that has killed the others.
    private static final String SUPERVISOR = """
            exec 3<&0 </dev/null
            all=$1 out=$2 err=$3
            shift 3
            "$@" >>"$out" 2>>"$err" 3<&- &
            child=$!
            (read -r _ <&3; kill -9 "$$" "$child" $all) >/dev/null 2>&1 &
            watcher=$!
            exec 3<&-
            echo "$child"
            wait "$child"
            code=$?
            kill -9 "$watcher"
            exit "$code"
            """;
    private static final boolean SESSIONS = Files.isExecutable(Path.of("/usr/bin/setsid"));
    // Process 0 is the whole process group, which is ours alone only in a session of its own.
    private static final String ALL = SESSIONS ? "0" : "";
    private static final int TAIL = 12;

    private final String name;
    private final Process supervisor;
    private final long pid;
    private final Path log;

    private ChildProcess(String name, Process supervisor, long pid, Path log) {
        this.name = name;
        this.supervisor = supervisor;
        this.pid = pid;
        this.log = log;
    }

    /** Starts the command; its output and errors are appended to the log. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> env, Path log) {
        return start(name, command, env, log, log);
    }

    static ChildProcess start(String name, List<String> command, Map<String, String> env, Path out, Path err) {
        var line = new ArrayList<String>();
        if (SESSIONS) {
            line.add("/usr/bin/setsid");
        }
        line.addAll(List.of("/bin/sh", "-c", SUPERVISOR, "quorate-" + name, ALL, out.toString(), err.toString()));
        line.addAll(command);
        var builder = new ProcessBuilder(line).redirectError(Redirect.DISCARD);
        builder.environment().putAll(env);
        try {
            Files.createDirectories(out.toAbsolutePath().getParent());
            var process = builder.start();
            var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            var pid = reader.readLine();
            if (pid == null) {
                throw new UncheckedIOException(new IOException("the supervisor of " + name + " ended at once"));
            }
            return new ChildProcess(name, process, Long.parseLong(pid.strip()), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return pid;
    }

    public boolean alive() {
        return supervisor.isAlive();
    }

    public Path log() {
        return log;
    }

    /** Does this once the process has ended, in whatever way, and a pause has passed; in a thread of its own. */
    void afterEnd(Duration pause, Runnable then) {
        supervisor.onExit().thenRunAsync(then, CompletableFuture.delayedExecutor(pause.toMillis(),
                TimeUnit.MILLISECONDS, Thread.ofPlatform().daemon()::start));
    }

    /** Waits for the end; 128 + n after signal n. */
    public int exitCode() {
        try {
            return supervisor.waitFor();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Whether it ended within the time. */
    public boolean ended(Duration within) {
        try {
            return supervisor.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !alive();
        }
    }

    /** Sends a signal by its name without SIG, such as {@code TERM}. Nothing happens when the process has ended. */
    public void signal(String signal) {
        if (!alive()) {
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).redirectError(Redirect.DISCARD).start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** TERM, and KILL after the grace. */
    public void stop(Duration grace) {
        signal("TERM");
        if (!ended(grace)) {
            kill();
        }
    }

    /** KILL, to what it has started too, and waits for the end, also in an interrupted thread. */
    public void kill() {
        var started = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList();
        signal("KILL");
        started.forEach(ProcessHandle::destroyForcibly);
        supervisor.onExit().completeOnTimeout(supervisor, 10, TimeUnit.SECONDS).join();
    }

    /** {@link Unmet} with the log's last line that is no mere information, when the process has ended. */
    void mustBeAlive() {
        if (!alive()) {
            var complaint = tail().lines().filter(line -> !line.startsWith("I") && !line.isBlank())
                    .reduce((first, last) -> last).orElse("it said nothing");
            throw new Unmet(
                    name + " ended with exit code " + exitCode() + ": " + complaint + " (all of it: " + log + ")");
        }
    }

    /** The last lines of the log, for messages. */
    public String tail() {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
