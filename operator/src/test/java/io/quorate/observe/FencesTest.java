package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.quorate.Manifests;
import io.quorate.api.v1alpha1.FencingMethod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FencesTest {

    private static final FencingMethod FOR_ALL = method("all", "{type: Person}");
    private static final FencingMethod FOR_SOME = method("some",
            "{type: Person, order: 10, nodeSelector: {matchLabels: {fencing: ipmi}}}");
    private static final FencingMethod FOR_OTHERS = method("others",
            "{type: Person, nodeSelector: {matchExpressions: [{key: fencing, operator: DoesNotExist}]}}");

    @Test
    void a_method_is_for_the_nodes_that_its_labels_select_in_order() {
        assertThat(names(Optional.of(node("ipmi")))).containsExactly("some", "all");
    }

    @Test
    void for_a_node_that_is_gone_are_only_methods_for_all_nodes() {
        assertThat(names(Optional.empty())).containsExactly("all");
    }

    private static List<String> names(Optional<Node> node) {
        return Fences.selecting(node, List.of(FOR_ALL, FOR_SOME, FOR_OTHERS)).stream()
                .map(m -> m.getMetadata().getName()).toList();
    }

    private static Node node(String fencing) {
        return new NodeBuilder().withNewMetadata().withName("w1").addToLabels("fencing", fencing).endMetadata().build();
    }

    private static FencingMethod method(String name, String spec) {
        return Manifests.read("apiVersion: quorate.io/v1alpha1\nkind: FencingMethod\nmetadata: {name: " + name
                + "}\nspec: " + spec, FencingMethod.class);
    }
}
