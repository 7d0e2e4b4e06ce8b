package io.quorate.e2e;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;

/** A folder for one run or one build, of which nothing is to stay. */
record Scratch(Path path) {
    private static final long MIB = 1L << 20;
    /** etcd sets 128 MiB aside; the rest is for its data and the audit log. */
    private static final long FREE_MIB = 512;

    /** A new one in the system's folder for such. */
    static Scratch make(String prefix) {
        return make(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    /**
     * A new one, where there is room for a control plane's data. Those of the same prefix whose JVM was killed go first.
     */
    static Scratch make(Path parent, String prefix) {
        try {
            removeAbandoned(parent, prefix);
            var free = Files.getFileStore(parent).getUsableSpace() / MIB;
            if (free < FREE_MIB) {
                throw new Unmet("only " + free + " MiB are free in " + parent + ": make it " + FREE_MIB + " MiB");
            }
            var path = Files.createTempDirectory(parent, prefix);
            InUse.mark(path);
            return new Scratch(path);
        } catch (IOException e) {
            throw new Unmet("no folder can be made in " + parent + " (" + e.getMessage() + "): let it be written to");
        }
    }

    private static void removeAbandoned(Path parent, String prefix) throws IOException {
        try (var found = Files.newDirectoryStream(parent, prefix + "*")) {
            for (var folder : found) {
                try {
                    InUse.ifAbandoned(folder, new Scratch(folder)::remove);
                } catch (IOException | UncheckedIOException e) {
                    // Another's, or something writes there still: it is left to the next run.
                }
            }
        }
    }

    /** Removes it, when no process writes there any more. */
    void remove() { remove(path -> true); }

    /** Keeps where an exception came from with the other logs. */
    void writeLog(String name, Exception e) {
        try (var log = new PrintWriter(path.resolve("log").resolve(name).toFile(), StandardCharsets.UTF_8)) {
            e.printStackTrace(log);
        } catch (IOException unwritten) {
            e.addSuppressed(unwritten);
        }
    }

    /** Keeps the logs alone, and says where. */
    Path keepLogs() {
        var logs = path.resolve("log");
        remove(file -> !file.startsWith(logs) && !file.equals(path));
        return logs;
    }

    private void remove(Predicate<Path> these) {
        try (var files = Files.walk(path)) {
            for (var file : files.filter(these).sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            InUse.release(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
