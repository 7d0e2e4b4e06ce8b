package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartupTest {

    @Test
    void first_start_waits_for_the_owner_that_is_missing() {
        assertThat(settling("""
                group: {nodes: [n1, n2, n3], startup: AllOwners 2m}
                nodes: {n3: silent 40s}
                record: {since: 30s}
                """).flatMap(Refusal::until)).contains(Given.NOW.plusSeconds(90));
    }

    @Test
    void nobody_is_waited_for_once_all_owners_are_online() {
        assertThat(settling("""
                group: {nodes: [n1, n2, n3], startup: AllOwners 2m}
                """)).isEmpty();
    }

    @Test
    void owner_that_comes_after_the_quorum_prolongs_nothing() {
        assertThat(settling("""
                group: {nodes: [n1, n2, n3, n4, n5], startup: AllOwners 2m}
                nodes: {n1: "online, up for 3m", n2: "online, up for 3m", n3: "online, up for 3m",
                  n4: "online, up for 10s", n5: silent 1h}
                record: {epoch: 1, claim: released n1 because QuorumLost, since: 1h}
                """)).isEmpty();
    }

    @Test
    void with_a_witness_the_quorum_is_there_one_owner_earlier() {
        assertThat(settling("""
                group: {nodes: [n1, n2, n3, n4], startup: AllOwners 2m, witness: ControlPlane}
                nodes: {n1: "online, up for 3m", n2: "online, up for 3m", n3: "online, up for 10s", n4: silent 1h}
                record: {epoch: 1, claim: released n1 because QuorumLost, since: 1h}
                """)).isEmpty();
    }

    @Test
    void where_an_expression_decides_the_last_owner_that_came_is_counted_from() {
        assertThat(settling("""
                group: {nodes: [n1, n2, n3], startup: AllOwners 2m, quorum: SufficientResources}
                nodes: {n1: "online, up for 3m", n2: "online, up for 10s", n3: silent 1h}
                sufficient: {n1 and n2: "yes"}
                record: {epoch: 1, claim: released n1 because QuorumLost, since: 1h}
                """).flatMap(Refusal::until)).contains(Given.NOW.plusSeconds(110));
    }

    @Test
    void group_starts_at_home_and_fails_over_anywhere() {
        var rest = Given.of("""
                group: {nodes: [n1, n2, n3], startup: HomeNode}
                record: {epoch: 1, claim: released n1 because Stopped}
                """);
        var failover = Given.of("""
                group: {nodes: [n1, n2, n3], startup: HomeNode}
                record: {epoch: 1, claim: released n1 because NodeSilent}
                """);

        assertThat(bar(rest, "n1")).isEmpty();
        assertThat(bar(rest, "n2")).map(Bar::reason).contains("NotHome");
        assertThat(bar(failover, "n2")).isEmpty();
    }

    private static Optional<Refusal> settling(String text) {
        return Startup.settling(Situation.of(Given.of(text)));
    }

    private static Optional<Bar> bar(GroupState state, String node) {
        return Startup.bar(state, Situation.of(state).record(), state.node(node));
    }
}
