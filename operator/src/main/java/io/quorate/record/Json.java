package io.quorate.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;

/** JSON of the records: strict, so that what is not understood is not silently dropped at the next write. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(String text, TypeReference<T> type) throws JsonProcessingException {
        return MAPPER.readValue(text, type);
    }

    /** {@code HELD} is written {@code Held}. */
    static String title(Enum<?> constant) {
        return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String title) {
        return Arrays.stream(type.getEnumConstants()).filter(c -> title(c).equals(title)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + title + "' is none of " + Arrays.toString(type.getEnumConstants())));
    }
}
