package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Faults of real kubelets, of containerd, of machines and of the network between them; processes really run. */
@Isolated
@OnRealNodes
class RealNodesTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path dir;
    private static RealCluster cluster;
    private static int stories;
    private Story story;

    @BeforeAll
    static void boot() {
        System.out.println("real nodes in " + dir + ", which stays when a story fails");
        cluster = new RealCluster(dir.resolve("plane"));
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void begin() {
        story = new Story(cluster, "story-" + ++stories);
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void a_node_that_is_cut_off_runs_on_alone_until_it_is_switched_off() {
        story.begins();

        story.node(1).linkDown();
        var message = story.awaitReason("Stalled", "FenceNeeded");

        assertThat(message).contains("n1");
        story.goesOn();
        assertThat(story.writes().last().node()).isEqualTo("n1");
        story.node(1).powerOff();
        story.declareOff(1);
        story.awaitActive(2);
        assertThat(story.epoch()).isEqualTo(2);
    }

    @Test
    void a_node_that_was_cut_off_and_is_back_stops_what_was_deleted_meanwhile_and_says_so() {
        var before = story.beginsWithFencing();

        story.node(1).linkDown();
        story.awaitDeleted();
        story.goesOn();
        story.node(1).linkUp();

        story.awaitAnother(before);
        assertThat(story.evidence()).isEqualTo("StopProof");
    }

    @Test
    void a_node_that_hears_but_is_not_heard_may_have_stopped_what_it_was_told_to_stop() {
        var before = story.begins();

        story.node(1).mute();
        story.kubectl("delete", "pod", "db-0", "--wait=false");
        story.awaitSilence();
        story.awaitReason("Stalled", "FenceNeeded");
        assertThat(story.writes().last().uid()).isEqualTo(before.uid());
        story.node(1).unmute();

        story.awaitAnother(before);
    }

    @Test
    void a_node_that_does_not_hear_runs_on_until_it_hears_of_the_deletion() {
        var before = story.beginsWithFencing();

        story.node(1).deafen();
        story.awaitDeleted();
        story.goesOn();
        story.node(1).undeafen();

        story.awaitAnother(before);
        assertThat(story.evidence()).isEqualTo("StopProof");
    }

    @Test
    void what_was_deleted_on_a_frozen_node_is_stopped_after_the_thaw_and_before_another_begins() {
        var before = story.beginsWithFencing();

        story.node(1).freeze();
        story.awaitDeleted();
        assertThat(story.writes().last().age()).isGreaterThan(Duration.ofSeconds(1));
        story.node(1).thaw();

        story.awaitAnother(before);
        assertThat(story.evidence()).isEqualTo("StopProof");
    }

    @Test
    void after_a_short_loss_of_power_what_ran_is_started_again_where_it_was() {
        var before = story.begins();

        story.node(1).powerOff();
        story.node(1).boot();

        story.until("it writes again", () -> before.until(story.writes().last()).toSeconds() >= 1);
        story.awaitActive(1);
        assertThat(story.writes().last().uid()).isEqualTo(before.uid());
        assertThat(story.epoch()).isEqualTo(1);
    }

    @Test
    void after_a_long_loss_of_power_what_was_not_deleted_is_started_again_where_it_was() {
        var before = story.begins();

        story.node(1).powerOff();
        story.awaitReason("Stalled", "FenceNeeded");
        story.node(1).boot();

        story.awaitActive(1);
        assertThat(story.writes().last().uid()).isEqualTo(before.uid());
        assertThat(story.epoch()).isEqualTo(1);
    }

    @Test
    void a_node_that_boots_does_not_start_what_was_deleted_while_it_was_off() {
        var before = story.beginsWithFencing();

        story.node(1).powerOff();
        var last = story.writes().last();
        story.awaitDeleted();
        assertThat(story.writes().last()).isEqualTo(last);
        story.node(1).boot();

        story.awaitAnother(before);
        assertThat(story.evidence()).isEqualTo("StopProof");
        assertThat(story.writes().lastOf(last)).isEqualTo(last);
    }

    @Test
    void a_person_who_has_switched_a_node_off_says_so_and_the_group_moves() {
        story.beginsWithFencing();

        story.node(1).powerOff();
        story.awaitDeleted();
        story.until("a person can be believed", () -> story.confirmStopped(1).contains("db-0"));

        story.awaitActive(2);
        assertThat(story.evidence()).isEqualTo("Attested");
        story.node(1).boot();
        story.node(1).awaitReady();
        story.goesOn();
    }

    @Test
    void what_a_dead_kubelet_has_started_runs_on_and_stays_where_it_is() {
        var before = story.begins();

        story.node(1).killKubelet();
        story.awaitReason("Stalled", "FenceNeeded");
        story.goesOn();
        story.node(1).startKubelet();

        story.awaitActive(1);
        assertThat(story.writes().last().uid()).isEqualTo(before.uid());
        assertThat(story.instance().getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();
        assertThat(story.epoch()).isEqualTo(1);
    }

    @Test
    void without_containerd_nothing_can_be_stopped_and_so_nothing_is_started() {
        var before = story.begins();

        story.node(1).killContainerd();
        story.kubectl("delete", "pod", "db-0", "--wait=false");
        story.awaitReason("Active", "Stopping");
        story.goesOn();
        story.node(1).startContainerd();

        story.awaitAnother(before);
        assertThat(story.writes().last()).returns("n1", Writes.Line::node).returns(1L, Writes.Line::epoch);
    }

    @Test
    void a_kubelet_that_is_restarted_while_cut_off_leaves_alone_what_runs() {
        var before = story.begins();

        story.node(1).linkDown();
        story.node(1).killKubelet();
        story.node(1).startKubelet();
        story.awaitReason("Stalled", "FenceNeeded");
        story.goesOn();
        story.node(1).linkUp();

        story.awaitActive(1);
        assertThat(story.writes().last().uid()).isEqualTo(before.uid());
        assertThat(story.epoch()).isEqualTo(1);
    }

    @Test
    void a_process_that_does_not_end_when_it_is_asked_to_is_waited_for() {
        var before = story.beginsStubbornly();

        story.kubectl("delete", "pod", "db-0", "--wait=false");
        var asked = story.writes().last();

        story.awaitAnother(before);
        assertThat(asked.until(story.writes().lastOf(before))).isGreaterThan(Duration.ofSeconds(1));
        assertThat(story.writes().last()).returns("n1", Writes.Line::node).returns(1L, Writes.Line::epoch);
    }

    @Test
    void a_second_writer_would_be_noticed() throws IOException {
        story.begins();

        story.node(2).startByHand(story.secondWriter());
        story.until("both have written", () -> story.writes().lines().stream().map(Writes.Line::uid).distinct()
                .count() == 2);
        story.until("it is noticed", () -> !story.writes().fouls().isEmpty());
        story.node(2).killByHand();

        assertThat(story.writes().fouls()).singleElement().asString().contains("stray/0 on n2 began before the end of");
        Files.delete(story.writes().file());
    }

    @Test
    void a_job_switches_a_node_off_that_is_cut_off_and_the_group_moves_by_itself() {
        story.beginsWithPowerSwitch();

        story.node(1).linkDown();

        story.awaitActive(2);
        assertThat(story.node(1).running()).isFalse();
        assertThat(story.evidence()).isEqualTo("NodeFenced");
    }
}
