package io.quorate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

    private static final Path CHECKED_IN = Path.of("resourcegroups.quorate.io.yaml");

    /** Rewrite with {@code mvn -pl crds test -Dquorate.crds.write=true}. */
    @Test
    void checked_in_manifest_is_what_the_java_types_say(@TempDir Path dir) throws IOException {
        var made = Manifest.yaml(dir);
        if (Boolean.getBoolean("quorate.crds.write")) {
            Files.writeString(CHECKED_IN, made);
        }
        assertThat(CHECKED_IN).as("stale: run `mvn -pl crds test -Dquorate.crds.write=true` and commit crds/*.yaml")
                .hasContent(made);
    }
}
