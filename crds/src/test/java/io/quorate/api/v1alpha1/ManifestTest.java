package io.quorate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    /** Rewrite with {@code mvn -pl crds test -Dquorate.crds.write=true}. */
    @Test
    void checked_in_manifests_are_what_the_java_types_say(@TempDir Path dir) throws IOException {
        for (var made : Manifest.yaml(dir).entrySet()) {
            var checkedIn = Path.of(made.getKey());
            if (Boolean.getBoolean("quorate.crds.write")) {
                Files.writeString(checkedIn, made.getValue());
            }
            assertThat(checkedIn).as("stale: run `mvn -pl crds test -Dquorate.crds.write=true` and commit crds/*.yaml")
                    .hasContent(made.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resourcegroups", "relocations", "nodefences", "fencingmethods"})
    void every_field_says_what_it_is(String kind) throws IOException {
        var crd = Serialization.unmarshal(Files.readString(Path.of(kind + ".quorate.io.yaml")),
                CustomResourceDefinition.class);

        assertThat(undescribed(kind, crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema())).isEmpty();
    }

    /** What a user writes without one could fill the API server's memory, or the operator's. */
    @ParameterizedTest
    @ValueSource(strings = {"resourcegroups", "relocations", "nodefences", "fencingmethods"})
    void every_text_number_and_list_of_a_spec_has_a_limit(String kind) throws IOException {
        var crd = Serialization.unmarshal(Files.readString(Path.of(kind + ".quorate.io.yaml")),
                CustomResourceDefinition.class);
        var schema = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();

        assertThat(unlimited("spec", schema.getProperties().get("spec"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resourcegroups", "relocations", "nodefences"})
    void every_number_of_a_status_has_a_range(String kind) throws IOException {
        var crd = Serialization.unmarshal(Files.readString(Path.of(kind + ".quorate.io.yaml")),
                CustomResourceDefinition.class);
        var status = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema().getProperties().get("status");

        assertThat(numbers(status)).isNotEmpty().allMatch(ManifestTest::limited);
    }

    private static Stream<JSONSchemaProps> numbers(JSONSchemaProps schema) {
        var here = "integer".equals(schema.getType()) ? Stream.of(schema) : Stream.<JSONSchemaProps>empty();
        var items = schema.getItems() == null
                ? Stream.<JSONSchemaProps>empty()
                : numbers(schema.getItems().getSchema());
        return Stream.of(here, items, fields(schema).flatMap(f -> numbers(f.getValue()))).flatMap(s -> s);
    }

    private static Stream<String> unlimited(String path, JSONSchemaProps schema) {
        var here = limited(schema) ? Stream.<String>empty() : Stream.of(path);
        var values = schema.getItems() != null
                ? Stream.of(schema.getItems().getSchema())
                : schema.getAdditionalProperties() != null
                        ? Stream.of(schema.getAdditionalProperties().getSchema())
                        : Stream.<JSONSchemaProps>empty();
        return Stream.concat(here, Stream.concat(
                fields(schema).flatMap(f -> unlimited(path + "." + f.getKey(), f.getValue())),
                values.flatMap(v -> unlimited(path + "[]", v))));
    }

    private static boolean limited(JSONSchemaProps schema) {
        switch (schema.getType()) {
            case "string" :
                return schema.getMaxLength() != null || !schema.getEnum().isEmpty();
            case "integer" :
                return schema.getMinimum() != null && schema.getMaximum() != null;
            case "array" :
                return schema.getMaxItems() != null;
            default :
                return schema.getAdditionalProperties() == null || schema.getMaxProperties() != null;
        }
    }

    private static Stream<String> undescribed(String path, JSONSchemaProps schema) {
        var here = schema.getDescription() == null ? Stream.of(path) : Stream.<String>empty();
        return Stream.concat(here, Stream.concat(fields(schema), elements(schema))
                .flatMap(f -> undescribed(path + "." + f.getKey(), f.getValue())));
    }

    private static Stream<Map.Entry<String, JSONSchemaProps>> elements(JSONSchemaProps schema) {
        return schema.getItems() == null ? Stream.empty() : fields(schema.getItems().getSchema());
    }

    private static Stream<Map.Entry<String, JSONSchemaProps>> fields(JSONSchemaProps schema) {
        return schema.getProperties() == null ? Stream.empty() : schema.getProperties().entrySet().stream();
    }
}
