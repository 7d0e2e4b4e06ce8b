package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A Go module of the checkout, and the programs built from it, once, into a folder named after its exact content.
 *
 * @param tags
 *            with which it is built, separated by commas
 * @param cgo
 *            whether a C compiler is needed
 */
record GoModule(Path source, Path cache, String ldflags, List<String> packages, String tags, boolean cgo) {
    private static final int GO_MINOR = 26;
    private static final long GIB = 1L << 30;
    private static final long FREE_GIB = 6;
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT = Map.of("CGO_ENABLED", "0", "GOTOOLCHAIN", "local", "GOWORK",
            "off");

    GoModule(Path source, Path cache, String ldflags, List<String> packages) {
        this(source, cache, ldflags, packages, "", false);
    }

    /**
     * Builds those that are not built yet.
     *
     * @param parts
     *            what they are parts of
     * @param minutes
     *            that all of them take the first time, about
     * @throws Unmet
     *             when Go or disk space is missing, or a build fails
     */
    static void buildMissing(List<GoModule> needed, String parts, int minutes, Consumer<String> progress) {
        var missing = check(needed);
        if (!missing.isEmpty()) {
            progress.accept("building " + missing.size() + " of " + needed.size() + " parts of " + parts
                    + "; the first time this takes some " + minutes + " minutes");
            missing.forEach(module -> module.build(progress));
        }
    }

    /**
     * Those that are not built yet; nothing is started.
     *
     * @throws Unmet
     *             when there are such, and Go or disk space is missing
     */
    static List<GoModule> check(List<GoModule> needed) {
        var missing = needed.stream().filter(module -> !module.built()).toList();
        missing.stream().findFirst().ifPresent(module -> checkMachine(module.cache()));
        return missing;
    }

    private static void checkMachine(Path cache) {
        String version;
        try {
            version = Command.run(List.of("go", "version"), ENVIRONMENT).strip();
        } catch (CommandFailed e) {
            throw new Unmet("go is not there: install Go 1." + GO_MINOR
                    + " or newer and put it on the PATH (it builds the control plane)");
        }
        var number = Pattern.compile("go1\\.(\\d+)").matcher(version);
        if (number.find() && Integer.parseInt(number.group(1)) < GO_MINOR) {
            throw new Unmet("go is too old (" + number.group() + "): install Go 1." + GO_MINOR + " or newer");
        }
        var objects = Command.run(List.of("go", "env", "GOCACHE"), ENVIRONMENT).strip();
        for (var folder : List.of(cache, Path.of(objects))) {
            try {
                Files.createDirectories(folder);
                var free = Files.getFileStore(folder).getUsableSpace() / GIB;
                if (free < FREE_GIB) {
                    throw new Unmet("only " + free + " GiB are free for " + folder + ": make it " + FREE_GIB
                            + " GiB, or set QUORATE_CACHE and GOCACHE to folders on another disk");
                }
            } catch (IOException e) {
                throw new Unmet("the folder " + folder + " cannot be made (" + e.getMessage()
                        + "): set QUORATE_CACHE and GOCACHE to folders that can be written");
            }
        }
    }

    Path binary(String name) {
        return folder().resolve(name);
    }

    boolean built() {
        return names().stream().allMatch(name -> Files.isExecutable(binary(name)));
    }

    /** Builds what is missing; another process that builds the same is waited for. */
    void build(Consumer<String> progress) {
        try {
            Files.createDirectories(folder());
            try (var channel = FileChannel.open(folder().resolve(".lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                var lock = channel.tryLock();
                if (lock == null) {
                    progress.accept(name() + ": waiting for another build of it");
                    channel.lock();
                }
                if (!built()) {
                    compile(progress);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Consumer<String> progress) throws IOException {
        // Under the lock this folder is ours, and with it what an interrupted build has left.
        var unfinished = folder().resolve(".unfinished");
        var log = folder().resolve("build.log");
        if (Files.exists(unfinished)) {
            new Scratch(unfinished).remove();
        }
        var work = Files.createDirectories(unfinished.resolve("work"));
        Files.deleteIfExists(log);
        var command = new ArrayList<>(List.of("go", "build", "-C", source.toString(), "-mod=readonly",
                "-buildvcs=false", "-p", "2", "-trimpath", "-v", "-ldflags", ldflags, "-tags", tags, "-o",
                unfinished + "/"));
        command.addAll(packages);
        var start = Instant.now();
        progress.accept(name() + ": building " + String.join(", ", names()));
        var environment = new HashMap<>(ENVIRONMENT);
        environment.put("GOTMPDIR", work.toString());
        if (cgo) {
            environment.put("CGO_ENABLED", "1");
        }
        var build = ChildProcess.start("go-build", command, environment, log);
        while (!build.ended(PROGRESS)) {
            if (Thread.currentThread().isInterrupted()) {
                build.kill();
                throw new IllegalStateException("interrupted while building " + name());
            }
            try (var lines = Files.lines(log)) {
                progress.accept(name() + ": " + lines.count() + " packages compiled, " + seconds(start) + " s");
            }
        }
        if (build.exitCode() != 0) {
            throw new Unmet("go could not build " + name() + ": "
                    + build.tail().lines().reduce((first, last) -> last).orElse("exit code " + build.exitCode())
                    + " (all of it: " + log + "); run again to go on from there");
        }
        for (var path : packages) {
            Files.move(unfinished.resolve(builtName(path)), binary(programName(path)), StandardCopyOption.ATOMIC_MOVE);
        }
        new Scratch(unfinished).remove();
        progress.accept(name() + ": built in " + seconds(start) + " s");
    }

    private static long seconds(Instant start) {
        return Duration.between(start, Instant.now()).toSeconds();
    }

    private String name() {
        return source.getFileName().toString();
    }

    // go build names a program after the last part of its import path; etcd's would be "server".
    private static String builtName(String path) {
        return path.replaceFirst("/v\\d+$", "").replaceFirst(".*/", "");
    }

    private String programName(String path) {
        return builtName(path).equals("server") ? name() : builtName(path);
    }

    private List<String> names() {
        return packages.stream().map(this::programName).toList();
    }

    private Path folder() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files()) {
                digest.update(Files.readAllBytes(file));
            }
            digest.update((ldflags + tags).getBytes(StandardCharsets.UTF_8));
            return cache.resolve(name() + "-" + HexFormat.of().formatHex(digest.digest()).substring(0, 12));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(source)) {
            return files.filter(file -> file.toString().matches(".*(/go\\.mod|/go\\.sum|\\.go)")).sorted().toList();
        }
    }
}
