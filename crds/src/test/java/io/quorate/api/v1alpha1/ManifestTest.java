package io.quorate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
