package io.quorate.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The data keys of a record, read strictly: what is wrong with one of them comes out as an {@link UnreadableRecord}, and
 * so does a key that nobody knows, for the next write would drop it.
 */
final class Keys {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");

    private final Map<String, String> data;

    Keys(Map<String, String> data, Set<String> known) {
        this.data = data;
        expect("schema", GroupFormat.SCHEMA);
        for (var key : data.keySet()) {
            if (!known.contains(key)) {
                throw wrong(key, "no such key in schema " + GroupFormat.SCHEMA + ", remove it");
            }
        }
    }

    void expect(String key, String expected) {
        if (!expected.equals(data.get(key))) {
            throw wrong(key, "expected is '" + expected + "'");
        }
    }

    <V> V read(String key, Function<String, V> reader) {
        var value = data.get(key);
        if (value == null) {
            throw wrong(key, "every record has it");
        }
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            throw wrong(key, e.getMessage());
        }
    }

    long epoch(String key) {
        return read(key, text -> {
            if (!WHOLE_NUMBER.matcher(text).matches()) {
                throw new IllegalArgumentException("no whole number from 0 to " + Field.HIGHEST_EPOCH);
            }
            return Long.parseLong(text);
        });
    }

    /** @param reader given {@code null} where the JSON says so */
    <J, V> V json(String key, TypeReference<J> type, Function<J, V> reader) {
        return read(key, text -> {
            try {
                return reader.apply(Json.read(text, type));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(Json.words(e), e);
            }
        });
    }

    UnreadableRecord wrong(String key, String what) {
        return UnreadableRecord.key(key, data.get(key), what);
    }
}
