package io.quorate.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class NodePatchTest {

    private static final String KEY = "node.kubernetes.io/out-of-service";

    @Test
    void other_taints_stay() throws Exception {
        assertThat(after(NodePatch.outOfService(node("spot=x:NoSchedule"))))
                .containsExactly("spot=x:NoSchedule", KEY + "=quorate:NoExecute");
        assertThat(after(NodePatch.inService(node("spot=x:NoSchedule", KEY + "=quorate:NoExecute"))))
                .containsExactly("spot=x:NoSchedule");
    }

    @Test
    void what_somebody_else_has_declared_stays() throws Exception {
        assertThat(after(NodePatch.inService(node(KEY + "=nodeshutdown:NoExecute"))))
                .containsExactly(KEY + "=nodeshutdown:NoExecute");
    }

    @Test
    void it_happens_to_what_was_read_or_not_at_all() throws Exception {
        var patch = new ObjectMapper().readTree(NodePatch.outOfService(node()));

        assertThat(patch.get(0).toString()).isEqualTo("{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u\"}");
        assertThat(patch.get(1).toString())
                .isEqualTo("{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"7\"}");
    }

    private static Node node(String... taints) {
        var node = new NodeBuilder().withNewMetadata().withName("n1").withUid("u").withResourceVersion("7")
                .endMetadata()
                .withNewSpec().endSpec();
        for (var taint : taints) {
            var parts = taint.split("[=:]");
            node.editSpec().addNewTaint().withKey(parts[0]).withValue(parts[1]).withEffect(parts[2]).endTaint()
                    .endSpec();
        }
        return node.build();
    }

    private static List<String> after(String patch) throws Exception {
        var last = new ObjectMapper().readTree(patch).get(2);
        assertThat(last.get("path").asText()).isEqualTo("/spec/taints");
        return StreamSupport.stream(last.get("value").spliterator(), false).map(NodePatchTest::words).toList();
    }

    private static String words(JsonNode taint) {
        return taint.get("key").asText() + "=" + taint.get("value").asText() + ":" + taint.get("effect").asText();
    }
}
