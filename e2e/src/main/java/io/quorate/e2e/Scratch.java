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

    /** A new one in the system's folder for such, where there is room for a control plane's data. */
    static Scratch make(String prefix) {
        var parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            var free = Files.getFileStore(parent).getUsableSpace() / MIB;
            if (free < FREE_MIB) {
                throw new Unmet("only " + free + " MiB are free in " + parent + ": make it " + FREE_MIB + " MiB");
            }
            return new Scratch(Files.createTempDirectory(parent, prefix));
        } catch (IOException e) {
            throw new Unmet("no folder can be made in " + parent + " (" + e.getMessage() + "): let it be written to");
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
