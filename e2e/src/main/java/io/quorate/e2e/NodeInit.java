package io.quorate.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the first process of a node is asked for: to start and to end processes in the node. */
record NodeInit(Path socket) {

    /** Starts a process that goes on; its output goes to the log of that name. */
    void start(String name, List<String> command) {
        ask(Stream.concat(Stream.of("start", name), command.stream()));
    }

    /** As kill -9. What the process has started goes on. */
    void kill(String name) {
        ask(Stream.of("kill", name));
    }

    /** What a short command says. */
    String run(String... command) {
        return ask(Stream.concat(Stream.of("run"), Stream.of(command)));
    }

    private String ask(Stream<String> words) {
        var request = words.collect(Collectors.joining("\0", "", "\0"));
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            var answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("ok\n")) {
                throw new IllegalStateException(request.replace('\0', ' ') + "in the node: " + answer.strip());
            }
            return answer.substring("ok\n".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
