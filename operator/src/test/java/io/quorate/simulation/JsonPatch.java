package io.quorate.simulation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.port.ApiException;

/** RFC 6902, as far as anybody here uses it: test, add, remove; as a whole or not at all. */
final class JsonPatch {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonPatch() {}

    static Pod apply(Pod pod, String patch) {
        try {
            var tree = PatchedPod.tree(pod);
            for (var operation : MAPPER.readTree(patch)) {
                apply(tree, operation);
            }
            return PatchedPod.of(pod, tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A JSON list without the entries that have this value. */
    static String without(String list, String key, String value) {
        try {
            var tree = MAPPER.readTree(list);
            var entries = tree.elements();
            while (entries.hasNext()) {
                if (entries.next().path(key).asText().equals(value)) {
                    entries.remove();
                }
            }
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void apply(JsonNode tree, JsonNode operation) {
        var path = JsonPointer.compile(operation.get("path").asText());
        var parent = tree.at(path.head());
        var last = path.last().getMatchingProperty();
        var value = operation.get("value");
        var done = switch (operation.get("op").asText()) {
            case "test" -> tree.at(path).equals(value);
            case "add" -> add(parent, last, value);
            case "remove" -> remove(parent, last);
            default -> throw new IllegalArgumentException("not simulated: " + operation);
        };
        if (!done) {
            throw new ApiException(422, false, "cannot be applied: " + operation, null);
        }
    }

    private static boolean add(JsonNode parent, String last, JsonNode value) {
        switch (parent) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(Integer.parseInt(last), value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean remove(JsonNode parent, String last) {
        return switch (parent) {
            case ObjectNode object -> object.remove(last) != null;
            case ArrayNode array -> array.remove(Integer.parseInt(last)) != null;
            default -> false;
        };
    }
}
