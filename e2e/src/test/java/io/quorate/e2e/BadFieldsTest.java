package io.quorate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every field of every kind, with what it does not take: the API server refuses it, and names the field. */
@OnCluster
class BadFieldsTest {

    @TestFactory
    Stream<DynamicTest> no_field_of_a_group_takes_what_it_does_not_mean(Scene scene) {
        return refused(scene, "ResourceGroup", "resourcegroups");
    }

    @TestFactory
    Stream<DynamicTest> nor_of_a_relocation(Scene scene) { return refused(scene, "Relocation", "relocations"); }

    @TestFactory
    Stream<DynamicTest> nor_of_a_fencing_method(Scene scene) {
        return refused(scene, "FencingMethod", "fencingmethods");
    }

    @TestFactory
    Stream<DynamicTest> nor_of_a_fence(Scene scene) { return refused(scene, "NodeFence", "nodefences"); }

    private static Stream<DynamicTest> refused(Scene scene, String kind, String plural) {
        var crd = scene.client().apiextensions().v1().customResourceDefinitions().withName(plural + ".quorate.io")
                .get();
        var spec = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema().getProperties().get("spec");
        return Flaws.of("spec", spec).map(flaw -> DynamicTest.dynamicTest(flaw.path() + ": " + flaw.what(),
                () -> assertThatExceptionOfType(KubernetesClientException.class)
                        .isThrownBy(() -> create(scene, kind, flaw.object()))
                        .satisfies(e -> assertThat(e.getStatus().getDetails().getCauses())
                                .anyMatch(c -> c.getField().equals(flaw.path())))));
    }

    /** As if; a flaw that is taken leaves nothing behind. */
    private static void create(Scene scene, String kind, Object spec) {
        var object = new GenericKubernetesResourceBuilder().withApiVersion("quorate.io/v1alpha1").withKind(kind)
                .withNewMetadata().withName("flawed").endMetadata().addToAdditionalProperties("spec", spec).build();
        var kinds = scene.client().genericKubernetesResources("quorate.io/v1alpha1", kind);
        if (kind.equals("ResourceGroup") || kind.equals("Relocation")) {
            kinds.inNamespace(scene.namespace()).resource(object).dryRun().create();
        } else {
            kinds.resource(object).dryRun().create();
        }
    }
}
