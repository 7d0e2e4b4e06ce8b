package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A short command whose output is wanted. It ends with this JVM like every child. */
final class Command {
    private Command() {
    }

    /** Its standard output; {@link CommandFailed} with its errors when the exit code is not 0. */
    static String run(List<String> command, Map<String, String> env) {
        var name = Path.of(command.getFirst()).getFileName().toString();
        try {
            var out = Files.createTempFile("quorate-" + name, ".out");
            var err = Files.createTempFile("quorate-" + name, ".err");
            try {
                var code = ChildProcess.start(name, command, env, out, err).exitCode();
                if (code != 0) {
                    throw new CommandFailed(name + " " + String.join(" ", command.subList(1, command.size())), code,
                            Files.readString(err));
                }
                return Files.readString(out);
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
