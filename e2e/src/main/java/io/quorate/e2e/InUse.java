package io.quorate.e2e;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The mark of a folder in use: a locked file. The lock ends with this JVM, however that ends; the file stays. */
final class InUse {
    // It comes before every other name, so that it goes last when all are removed in reverse order.
    private static final String MARK = ".in-use";
    // A lock ends, too, when this JVM closes the file once more: those that are ours are never looked at.
    private static final Map<Path, FileChannel> OURS = new ConcurrentHashMap<>();

    private InUse() {}

    static void mark(Path folder) throws IOException {
        var file = folder.resolve(MARK + "-soon");
        var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OURS.put(folder, channel);
        channel.lock();
        Files.move(file, folder.resolve(MARK), StandardCopyOption.ATOMIC_MOVE);
    }

    static void release(Path folder) throws IOException {
        var channel = OURS.remove(folder);
        if (channel != null) {
            channel.close();
        }
    }

    /** Does this where the folder has a mark and nobody holds it; meanwhile we do. */
    static void ifAbandoned(Path folder, Runnable then) throws IOException {
        if (OURS.containsKey(folder) || !Files.exists(folder.resolve(MARK))) {
            return;
        }
        try (var channel = FileChannel.open(folder.resolve(MARK), StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock != null) {
                then.run();
            }
        }
    }
}
