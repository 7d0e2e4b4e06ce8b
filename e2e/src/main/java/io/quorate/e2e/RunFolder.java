package io.quorate.e2e;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;

/** A folder for one run, under the system's folder for such. */
record RunFolder(Path path) {

    static RunFolder make(String prefix) {
        try {
            return new RunFolder(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new Unmet("no folder can be made in " + System.getProperty("java.io.tmpdir") + " (" + e.getMessage()
                    + "): make room there");
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
