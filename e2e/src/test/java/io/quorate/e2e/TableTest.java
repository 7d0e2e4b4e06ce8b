package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups as rows. */
class TableTest {
    private static final ResourceGroup NEW = Serialization.unmarshal("""
            metadata: {name: g224}
            """, ResourceGroup.class);
    private static final ResourceGroup ACTIVE = Serialization.unmarshal("""
            metadata: {name: g222}
            status:
              activeNode: n204
              epoch: 7
              quorum: {summary: 2/3}
              resources: [{name: db, state: Ready}, {name: web, state: Starting}]
              conditions: [{type: Quorate, status: "True", reason: Votes}, {type: Ready, status: "True", reason: Active}]
            """, ResourceGroup.class);
    private static final ResourceGroup SUSPENDED = Serialization.unmarshal("""
            metadata: {name: g220}
            status:
              epoch: 3
              quorum: {summary: 1/3}
              conditions: [{type: Ready, status: "False", reason: NoQuorum}]
            """, ResourceGroup.class);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Table table = new Table(
            new Timeline(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now().minusSeconds(5), false));

    @Test
    void a_row_tells_group_node_epoch_votes_state_and_reason() {
        table.show(List.of(NEW, ACTIVE, SUSPENDED));

        assertThat(Table.HEADER).isEqualTo("GROUP   ACTIVE  EPOCH  VOTES  STATE     REASON");
        assertThat(rows()).containsExactly(
                "g220    -       3      1/3    -         NoQuorum",
                "g222    n204    7      2/3    Ready     Active");
    }

    @Test
    void only_rows_that_have_changed_are_shown_again() {
        table.show(List.of(ACTIVE));
        rows();

        table.show(List.of(ACTIVE, SUSPENDED));

        assertThat(rows()).containsExactly("g220    -       3      1/3    -         NoQuorum");
    }

    @Test
    void the_first_group_that_is_ready_is_timed() {
        table.show(List.of(SUSPENDED));
        assertThat(table.firstReady()).isZero();

        table.show(List.of(SUSPENDED, ACTIVE));
        assertThat(table.firstReady()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    private List<String> rows() {
        var text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text.lines().map(line -> line.replaceFirst(".* s +-    ", "")).toList();
    }
}
