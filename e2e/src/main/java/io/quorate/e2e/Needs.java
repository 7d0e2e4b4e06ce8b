package io.quorate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says in one line what this machine lacks to build the control plane, if it has to be built. The build runs it first,
 * from its source.
 */
public final class Needs {

    private Needs() {}

    /** Writes the line to a file, too, which is not there afterwards when nothing is missing. */
    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        Files.deleteIfExists(file);
        try {
            Binaries.check();
        } catch (Unmet e) {
            System.err.println("quorate: " + e.getMessage());
            Files.createDirectories(file.getParent());
            Files.writeString(file, e.getMessage() + "\n");
        }
    }
}
