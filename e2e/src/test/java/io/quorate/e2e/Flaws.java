package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** For every field of a schema, values that it does not take: of another type, out of range, too long, unknown. */
final class Flaws {

    /**
     * @param path of the field, as the API server names it
     * @param object what holds that field, and nothing else
     */
    record Flaw(String path, String what, Object object) {}

    private Flaws() {}

    static Stream<Flaw> of(String path, JSONSchemaProps schema) { return of(path, schema, value -> value); }

    private static Stream<Flaw> of(String path, JSONSchemaProps schema, UnaryOperator<Object> holder) {
        var here = values(schema).map(v -> new Flaw(path, v.getKey(), holder.apply(v.getValue())));
        var missing = Stream.ofNullable(schema.getRequired()).flatMap(List::stream)
                .map(f -> new Flaw(path + "." + f, "missing", holder.apply(Map.of())));
        var fields = Stream.ofNullable(schema.getProperties()).flatMap(p -> p.entrySet().stream())
                .flatMap(f -> of(path + "." + f.getKey(), f.getValue(),
                        value -> holder.apply(Map.of(f.getKey(), value))));
        var entries = Stream.ofNullable(schema.getItems())
                .flatMap(i -> of(path + "[0]", i.getSchema(), value -> holder.apply(List.of(value))));
        var pairs = Stream.ofNullable(schema.getAdditionalProperties())
                .flatMap(a -> of(path + ".key", a.getSchema(), value -> holder.apply(Map.of("key", value))));
        return Stream.of(here, missing, fields, entries, pairs).flatMap(f -> f);
    }

    private static Stream<Map.Entry<String, Object>> values(JSONSchemaProps schema) {
        return switch (schema.getType()) {
            case "string" -> Stream.of(flaw("a number", 7), flaw("a list", List.of("text")),
                    flaw("unknown", schema.getEnum().isEmpty() ? null : "Other"),
                    flaw("too long", schema.getMaxLength() == null ? null : "x".repeat(past(schema.getMaxLength()))),
                    flaw("too short", schema.getMinLength() == null || schema.getMinLength() == 0 ? null : ""),
                    flaw("of another form", schema.getPattern() == null ? null : "in no such form!"))
                    .flatMap(Optional::stream);
            case "integer" -> Stream.of(flaw("a word", "many"), flaw("a fraction", 1.5),
                    flaw("too much", schema.getMaximum() == null ? null : past(schema.getMaximum())),
                    flaw("too little", schema.getMinimum() == null ? null : schema.getMinimum().longValue() - 1))
                    .flatMap(Optional::stream);
            case "array" -> Stream.of(flaw("a word", "text"), flaw("a map", Map.of("key", "text")),
                    flaw("too many", schema.getMaxItems() == null
                            ? null
                            : Collections.nCopies(past(schema.getMaxItems()), entry(schema))),
                    flaw("too few", schema.getMinItems() == null ? null : List.of())).flatMap(Optional::stream);
            default -> Stream.of(flaw("a word", "text"), flaw("a list", List.of("text"))).flatMap(Optional::stream);
        };
    }

    private static Object entry(JSONSchemaProps list) {
        return "string".equals(list.getItems().getSchema().getType()) ? "x" : Map.of();
    }

    private static int past(Number most) { return most.intValue() + 1; }

    private static Optional<Map.Entry<String, Object>> flaw(String what, Object value) {
        return Optional.ofNullable(value).map(v -> Map.entry(what, v));
    }
}
