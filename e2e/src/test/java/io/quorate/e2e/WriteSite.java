package io.quorate.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Every kind of write that an operator makes. One that fits none of these is new, and must be put in. */
enum WriteSite {
    GROUP_HELD, GROUP_LET_GO, EPOCH_SHOWN, STATUS_WRITTEN, EVENT_TOLD, RECORD_MADE, CLAIMED, RELEASED, ADMITTED, STOP_RECORDED, INSTANCE_FORGOTTEN, RECORD_CHANGED, RECORD_LET_GO, NODE_RECORD_MADE, NODE_RECORD_CHANGED, CLUSTER_RECORD_WRITTEN, GATE_TRIED, POD_HELD, GATE_OPENED, POD_DELETED, POD_FORCED, POD_LET_GO, FENCE_ASKED, FENCE_REPORTED, FENCE_CLEARED, JOB_MADE;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param before the object that is written to, as it is now
     */
    static Optional<WriteSite> of(String method, String path, String query, String body, Optional<String> before) {
        var kind = path.replaceAll("^/apis?/([^/]+/)?v1[^/]*/(namespaces/[^/]+/)?", "").split("/");
        var sent = json(body);
        var was = before.map(WriteSite::json).orElse(JSON.missingNode());
        var status = path.endsWith("/status");
        return Optional.ofNullable(switch (kind[0]) {
            case "resourcegroups" -> status
                    ? shown(sent).equals(shown(was)) ? STATUS_WRITTEN : EPOCH_SHOWN
                    : was.at("/metadata/deletionTimestamp").isMissingNode() ? GROUP_HELD : GROUP_LET_GO;
            case "events" -> EVENT_TOLD;
            case "configmaps" -> ofRecord(method, sent, was);
            case "pods" -> switch (method) {
                case "POST" -> query.contains("dryRun") ? GATE_TRIED : null;
                case "DELETE" -> sent.path("gracePeriodSeconds").asInt(-1) == 0 ? POD_FORCED : POD_DELETED;
                default -> body.contains("/spec/schedulingGates/")
                        ? GATE_OPENED
                        : body.contains("\"remove\"") ? POD_LET_GO : POD_HELD;
            };
            case "nodefences" -> status ? FENCE_REPORTED : method.equals("POST") ? FENCE_ASKED : FENCE_CLEARED;
            case "jobs" -> JOB_MADE;
            default -> null;
        });
    }

    /** The name of an object in its text. */
    static String name(String object) {
        return json(object).at("/metadata/name").asText();
    }

    private static WriteSite ofRecord(String method, JsonNode sent, JsonNode was) {
        var name = sent.at("/metadata/name").asText();
        var made = method.equals("POST");
        if (name.startsWith("node-")) {
            return made ? NODE_RECORD_MADE : NODE_RECORD_CHANGED;
        }
        if (!name.startsWith("quorate-group-")) {
            return CLUSTER_RECORD_WRITTEN;
        }
        if (made) {
            return RECORD_MADE;
        }
        if (sent.at("/metadata/finalizers").isEmpty()) {
            return RECORD_LET_GO;
        }
        if (epoch(sent) > epoch(was)) {
            return CLAIMED;
        }
        if (!held(sent) && held(was)) {
            return RELEASED;
        }
        if (proven(sent) > proven(was)) {
            return STOP_RECORDED;
        }
        return !uids(was).containsAll(uids(sent))
                ? ADMITTED
                : uids(sent).containsAll(uids(was)) ? RECORD_CHANGED : INSTANCE_FORGOTTEN;
    }

    private static String shown(JsonNode group) { return group.at("/status/epoch").asText("0"); }

    private static long epoch(JsonNode record) { return record.at("/data/epoch").asLong(); }

    private static boolean held(JsonNode record) {
        return json(record.at("/data/claim").asText("null")).path("state").asText().equals("Held");
    }

    private static Stream<JsonNode> instances(JsonNode record) {
        return StreamSupport.stream(json(record.at("/data/instances").asText("[]")).spliterator(), false);
    }

    private static Set<String> uids(JsonNode record) {
        return instances(record).map(i -> i.path("podUID").asText()).collect(Collectors.toSet());
    }

    private static long proven(JsonNode record) {
        return instances(record).filter(i -> i.hasNonNull("evidence")).count();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
