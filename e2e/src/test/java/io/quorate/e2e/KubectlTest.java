package io.quorate.e2e;

import static io.quorate.e2e.Scene.GROUP;
import static io.quorate.e2e.Scene.STATEFUL_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups in the hands of people who know kubectl and nothing else. */
@OnCluster
class KubectlTest {

    private static final String PATIENCE = "--timeout=" + Scene.PATIENCE.toSeconds() + "s";

    @Test
    void what_is_applied_again_is_changed_and_nothing_is_restarted(Scene scene) {
        var first = scene.file(GROUP + "  priority: 7\n  failback: {policy: Automatic}\n");
        scene.kubectl("apply", "-f", first);
        scene.kubectl("apply", "-f", scene.file(STATEFUL_SET));
        scene.operator();
        scene.awaitActive(1);
        var pod = scene.pod().getMetadata().getUid();

        assertThat(scene.kubectl("apply", "-f", first)).contains("db unchanged");
        assertThat(scene.kubectl("diff", "-f", first)).isEmpty();
        assertThat(scene.kubectl("apply", "-f", scene.file(GROUP.replace("$3]", "$3]\n  objectives: {recovery: 1m}"))))
                .contains("db configured");

        scene.until("status speaks of the new spec", KubectlTest::upToDate);
        assertThat(scene.group().getSpec()).returns(0, s -> s.priority()).returns("1m", s -> s.objectives().recovery())
                .returns("Never", s -> s.failback().policy().name());
        scene.awaitActive(1);
        assertThat(scene.pod().getMetadata().getUid()).isEqualTo(pod);
    }

    @Test
    void who_applies_on_the_server_owns_what_is_applied_and_the_operator_owns_none_of_it(Scene scene) {
        var apply = List.of("apply", "--server-side", "--field-manager=gitops", "-f");
        scene.kubectl(with(apply, scene.file(GROUP + "  priority: 7\n")));
        scene.create(STATEFUL_SET);
        scene.operator();
        scene.awaitActive(1);

        scene.kubectl(with(apply, scene.file(GROUP.replace("12s", "15s"))));

        scene.until("status speaks of the new spec", KubectlTest::upToDate);
        assertThat(scene.group().getSpec()).returns(0, s -> s.priority()).returns("15s",
                s -> s.failover().gracePeriod());
        assertThat(scene.group().getMetadata().getManagedFields())
                .filteredOn(m -> m.getFieldsV1().getAdditionalProperties().containsKey("f:spec")).singleElement()
                .returns("gitops", m -> m.getManager());
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> scene.kubectl("apply", "--server-side", "--field-manager=somebody", "-f",
                        scene.file(GROUP)))
                .withMessageContaining("conflict with \"gitops\"").withMessageContaining(".spec.failover.gracePeriod");
        scene.awaitActive(1);
    }

    @Test
    void a_group_is_edited(Scene scene) {
        scene.active(STATEFUL_SET);

        edit(scene, "s/run: Always/run: Stopped/");
        scene.awaitReason("Active", "Stopped");
        assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> edit(scene, "s/run: Stopped/run: Maybe/"))
                .withMessageContaining("\"db\" is invalid");
        edit(scene, "s/run: Stopped/run: Always/");

        scene.awaitActive(1);
    }

    @Test
    void a_script_waits_for_what_it_has_asked_for(Scene scene) {
        scene.kubectl("apply", "-f", scene.file(GROUP), "-f", scene.file(STATEFUL_SET));
        scene.operator();

        scene.kubectl("wait", "rg/db", "--for=condition=Ready", PATIENCE);
        assertThat(scene.pod()).matches(Scene::ready);

        scene.kubectl("patch", "rg", "db", "--type=merge", "-p", "{\"spec\":{\"run\":\"Stopped\"}}");
        scene.kubectl("wait", "rg/db", "--for=condition=Active=False", PATIENCE);
        scene.kubectl("wait", "rg/db", "--for=jsonpath={.status.conditions[?(@.type=='Active')].reason}=Stopped",
                PATIENCE);
        scene.kubectl("patch", "rg", "db", "--type=json", "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/run\",\"value\":\"Always\"}]");
        scene.kubectl("wait", "rg/db", "--for=condition=Ready", PATIENCE);
        assertThat(scene.pod()).matches(Scene::ready);

        scene.node(2).crash();
        scene.node(3).crash();
        scene.kubectl("wait", "rg/db", "--for=condition=Suspended", PATIENCE);
        assertThat(scene.pods()).allMatch(Scene::gated);
        scene.node(2).boot();
        scene.kubectl("wait", "rg/db", "--for=condition=Suspended=False", PATIENCE);
        scene.kubectl("wait", "rg/db", "--for=jsonpath={.status.activeNode}=$1", PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rg", "rg.spec", "rg.spec.failover.gracePeriod", "rg.status.history.evidence",
            "rg.status.conditions.reason", "relocation.spec.until", "relocation.status.conditions",
            "fencingmethod.spec.nodeSelector.matchLabels", "nodefence.spec.bootID", "nodefence.status.attempts"})
    void what_a_field_means_is_explained(String field, Scene scene) {
        assertThat(scene.kubectl("explain", field)).contains("DESCRIPTION:").doesNotContain("<empty>",
                "<no description>");
    }

    private static boolean upToDate(Scene scene) {
        return scene.group().getMetadata().getGeneration().equals(scene.group().getStatus().observedGeneration());
    }

    private static String[] with(List<String> args, String last) {
        return Stream.concat(args.stream(), Stream.of(last)).toArray(String[]::new);
    }

    private static void edit(Scene scene, String change) {
        Command.run(List.of(scene.plane().binaries().kubectl().toString(), "-n", scene.namespace(), "edit", "rg", "db"),
                Map.of("KUBECONFIG", scene.plane().adminKubeconfig().toString(), "TMPDIR",
                        scene.plane().dir().toString(), "KUBE_EDITOR", "sed -i '" + change + "'"));
    }
}
