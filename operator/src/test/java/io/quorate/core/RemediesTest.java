package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an engineer on call is told to do, where a wrong word would start two. */
class RemediesTest {

    private static final String LOST = """
            group: {nodes: [n1, n2, n3]%s}
            nodes: {n1: "%s"}
            record: {epoch: 1, claim: released n1 because NodeSilent, instances: ["db-0 on n1, stopping in boot 1"]}
            pods: {db-0: "on n1, held, epoch 1, deleted, running"}
            """;

    @Test
    void the_machine_is_switched_off_first_and_the_word_is_for_the_boot_of_the_deletion() {
        assertThat(remedy(LOST.formatted("", "silent 40s, boot 2"))).isEqualTo(
                "Switch n1 off, make sure that it is off, then: kubectl taint node n1 node.kubernetes.io/out-of-service"
                        + "=nodeshutdown:NoExecute, or: kubectl quorate confirm-stopped n1 --boot-id boot-1");
    }

    @Test
    void only_what_the_group_accepts_is_asked_for() {
        assertThat(remedy(LOST.formatted(", accepts: [NodeDeleted]", "silent 40s"))).endsWith("kubectl delete node n1")
                .doesNotContain("taint", "confirm-stopped");
        assertThat(remedy(LOST.formatted(", accepts: []", "silent 40s")))
                .isEqualTo("The group accepts no evidence but the kubelet's own: bring n1 back, or accept OutOfService"
                        + " or Attested.");
    }

    @Test
    void a_taint_that_is_not_believed_is_set_again_after_the_machine_is_off() {
        assertThat(remedy(LOST.formatted("", "silent 40s, contradicted"))).contains("is not believed",
                "Switch the machine off, remove the taint, set it again.");
    }

    @Test
    void quorates_own_taint_is_overwritten() {
        assertThat(remedy(LOST.formatted("", "silent 40s, declared out of service by us"))).contains(" --overwrite");
    }

    @Test
    void of_another_machine_under_the_name_nothing_is_proven_by_its_word() {
        assertThat(remedy(LOST.formatted("", "online, another machine"))).contains("Another machine has the name n1",
                "system uuid system-n1 is off").doesNotContain("confirm-stopped", "taint");
    }

    @Test
    void a_fence_that_is_under_way_is_waited_for_and_one_that_failed_is_told_of() {
        assertThat(remedy(LOST.formatted("", "silent 40s, fenceable, fence running of boot 1 covers db-0")))
                .isEqualTo("Fence fence-n1 running.");
        assertThat(remedy(LOST.formatted("", "silent 40s, fenceable, fence failed of boot 1 covers db-0")))
                .startsWith("Fence fence-n1 failed. Switch n1 off");
    }

    @Test
    void a_node_that_answers_is_looked_at_when_the_stop_is_overdue() {
        assertThat(remedy(LOST.formatted("", "online").replace("deleted", "deleted 2m ago")))
                .startsWith("Its stop does not come to an end though n1 answers");
    }

    @Test
    void where_there_is_no_node_object_the_machine_is_brought_back_or_confirmed_off() {
        assertThat(remedy(LOST.formatted("", "missing"))).startsWith("There is no Node object n1 any more")
                .endsWith("confirm-stopped n1 --boot-id boot-1");
        assertThat(remedy(LOST.formatted(", accepts: [OutOfService]", "missing"))).doesNotContain("confirm-stopped");
    }

    @Test
    void an_object_that_is_gone_without_proof_is_said_to_be() {
        assertThat(remedy(LOST.formatted("", "silent 40s").replaceAll("pods: .*", "")))
                .startsWith("Its object is gone without proof (finalizer removed?). Switch n1 off");
    }

    private static String remedy(String text) {
        var s = Situation.of(Given.of(text));
        return Remedies.remedy(s, s.record().unsettled().getFirst());
    }
}
