package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HindrancesTest {

    private static final String IDLE = """
            group: {nodes: [n1, n2, n3]}
            pods: {db-0: gated}
            """;

    @Test
    void nothing_is_in_the_way_of_a_group_with_quorum_and_an_owner() {
        assertThat(Hindrances.refusal(Situation.of(Given.of(IDLE)))).isEmpty();
        assertThat(obstacle(IDLE)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            n3], deleting: true}                                             | Deleting
            n3], run: Stopped}                                               | Stopped
            n3], run: Paused}                                                | Paused
            n3]}\\nnodes: {n2: silent 40s, n3: silent 40s}                    | Waiting
            n3]}\\nnodes: {n2: not-ready 5s, n3: not-ready 5s}                | Waiting
            n3]}\\nworkload: 'invalid: two replicas'                          | InvalidWorkload
            n3]}\\nnodes: {n1: 'online, cordoned', n2: 'online, cordoned', n3: 'online, cordoned'} | NoEligibleOwner
            n3], startup: AllOwners 2m}\\nnodes: {n3: silent 40s}             | Settling
            n3], constraints: [start after shop/a]}\\ngroups: {shop/a: starting on n2} | WaitsForGroup
            """)
    void a_group_is_not_started(String told, String reason) {
        assertThat(reason(IDLE.replace("n3]}", told.replace("\\n", "\n")))).isEqualTo(reason);
    }

    @Test
    void what_a_person_asks_for_is_told_before_what_else_is_in_the_way() {
        assertThat(reason(IDLE.replace("n3]}", "n3], run: Stopped}\nnodes: {n2: silent 40s, n3: silent 40s}")))
                .isEqualTo("Stopped");
    }

    @Test
    void an_earlier_instance_that_is_not_proven_stopped_is_in_the_way_of_every_claim() {
        var text = IDLE + "record: {epoch: 1, claim: released n1 because Cordoned, instances: [\"db-9 on n1%s\"]}\n";
        assertThat(reason(text.formatted(""))).isEqualTo("EvidenceMissing");
        assertThat(reason(text.formatted(", stopped by StopProof"))).isEmpty();
    }

    @Test
    void so_is_a_pod_that_never_passed_the_gate() {
        assertThat(reason(IDLE.replace("gated}", "gated, db-1: \"on n9, running\"}"))).isEqualTo("NotGated");
    }

    @Test
    void so_is_a_pod_that_the_record_does_not_know() {
        assertThat(reason(IDLE.replace("gated}", "gated, db-1: \"on n1, held, epoch 1, running\"}")))
                .isEqualTo("Contradiction");
    }

    @Test
    void so_is_what_is_of_a_resource_that_is_not_declared_any_more() {
        assertThat(reason(IDLE
                + "record: {epoch: 1, claim: held n1, instances: [\"web-0 on n1, resource web\"]}\n"))
                .isEqualTo("EvidenceMissing");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {db-0: gated, db-1: gated}         | SeveralPods
            {db-0: 'gated, other gate x/y'}    | OtherGates
            {}                                 | Waiting
            {db-0: 'gated, stale'}             | Waiting
            """)
    void a_pod_is_not_let_through(String pods, String reason) {
        assertThat(obstacle(IDLE.replaceAll("pods: .*", "pods: " + pods))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            online, cordoned       | Cordoned
            online, fenced boot 1  | Fenced
            not-ready 5s           | NotReady
            silent 40s             | NodeSilent
            """)
    void a_pod_is_not_let_through_where_the_claimed_node_does_not_serve(String node, String reason) {
        var text = IDLE.replace("gated}", "'gated, held'}")
                + "record: {epoch: 1, claim: held n1, instances: [db-0 on n1]}\n";
        assertThat(obstacle(text)).isEmpty();
        assertThat(obstacle(text + "nodes: {n1: '" + node + "'}\n")).isEqualTo(reason);
    }

    private static String reason(String text) {
        return Hindrances.refusal(Situation.of(Given.of(text))).map(Refusal::reason).orElse("");
    }

    private static String obstacle(String text) {
        return Hindrances.obstacle(Situation.of(Given.of(text)), Resource.MAIN).map(Refusal::reason).orElse("");
    }
}
