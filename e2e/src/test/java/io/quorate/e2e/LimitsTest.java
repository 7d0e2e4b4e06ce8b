package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is as large as it may be works, and what is larger is refused. */
@OnCluster
class LimitsTest {

    private static final String LONGEST = "g".repeat(63);

    @Test
    void a_group_of_32_owners_and_the_longest_names_runs_and_moves(Scene scene) {
        var resource = "r".repeat(63);
        scene.create("""
                apiVersion: quorate.io/v1alpha1
                kind: ResourceGroup
                metadata: {name: %s}
                spec:
                  nodes: [$1, $2, $3, %s]
                  quorum: {rule: AtLeastOne}
                  resources: [{name: %s}]
                """.formatted(LONGEST, missing(29), resource),
                STATEFUL_SET.replace("quorate.io/group: db",
                        "quorate.io/group: " + LONGEST + ", quorate.io/resource: " + resource));
        scene.operator();
        scene.awaitActive(LONGEST, 1);
        assertThat(scene.group(LONGEST).getStatus()).returns("3/32", s -> s.quorum().summary()).returns(32,
                s -> s.owners().size());

        scene.create("""
                apiVersion: quorate.io/v1alpha1
                kind: Relocation
                metadata: {name: %1$s}
                spec: {group: %1$s, to: $3, until: "2100-01-01T00:00:00+14:00"}
                """.formatted(LONGEST));
        scene.awaitActive(LONGEST, 3);
    }

    @Test
    void a_name_that_no_label_can_hold_is_refused(Scene scene) {
        var file = scene.file(GROUP.replace("name: db", "name: g" + LONGEST));

        assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> scene.kubectl("apply", "-f", file))
                .withMessageContaining("metadata.name: at most 63 characters").withMessageContaining("shorter name");
    }

    /** Names as long as those of nodes may be. */
    private static String missing(int number) {
        return IntStream.range(0, number).mapToObj(i -> "n%03d.".formatted(i) + "x".repeat(235))
                .collect(Collectors.joining(", "));
    }
}
