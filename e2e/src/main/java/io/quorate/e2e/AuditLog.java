package io.quorate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What was written to the API server, and by whom, in the order in which the requests were finished. */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /**
     * One finished write. Core resources have the group ""; what a request has not is "".
     *
     * @param name
     *            the object's name; "" for one made under a generated name
     * @param user
     *            such as {@code system:serviceaccount:quorate-system:quorate}
     * @param code
     *            the HTTP status
     * @param time
     *            when the request came in
     */
    public record Write(String verb, String group, String resource, String subresource, String namespace, String name,
            String user, String agent, int code, Instant time) {
        public boolean succeeded() {
            return code >= 200 && code < 300;
        }
    }

    /** The end of the log now: everything answered before is in front of it. */
    public long mark() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Write> all() {
        return since(0);
    }

    /** The writes finished after the mark. */
    public List<Write> since(long mark) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var channel = Files.newByteChannel(file)) {
            channel.position(mark);
            var text = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            // The last line may still be being written.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(line -> line.startsWith("{"))
                    .map(AuditLog::write).filter(write -> !write.resource().isEmpty()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Write write(String line) {
        try {
            var event = JSON.readTree(line);
            var object = event.path("objectRef");
            return new Write(text(event, "verb"), text(object, "apiGroup"), text(object, "resource"),
                    text(object, "subresource"), text(object, "namespace"), text(object, "name"),
                    event.path("user").path("username").asText(""), text(event, "userAgent"),
                    event.path("responseStatus").path("code").asInt(),
                    Instant.parse(text(event, "requestReceivedTimestamp")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}
