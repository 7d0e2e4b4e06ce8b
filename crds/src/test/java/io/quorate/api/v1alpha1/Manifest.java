package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The CRD manifest made from the Java types, with the rules that annotations have no words for. */
final class Manifest {

    private static final String DURATION = "^([0-9]+([.][0-9]+)?(h|m|s|ms))+$";
    private static final String NODE_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    private static final List<String> COLUMNS = List.of("Active", "Ready", "Quorum", "Epoch", "Reason", "Home",
            "Message",
            "Age");

    private Manifest() {}

    static String yaml(Path dir) throws IOException {
        new CRDGenerator().forCRDVersions("v1").withMinQuotes(true).withPostProcessor(new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String version) {
                refine((CustomResourceDefinition) crd);
                return crd;
            }
        }).inOutputDir(dir.toFile()).customResourceClasses(ResourceGroup.class).generate();
        return Files.readString(dir.resolve("resourcegroups.quorate.io-v1.yml"));
    }

    private static void refine(CustomResourceDefinition crd) {
        var root = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
        var spec = root.getProperties().get("spec");
        root.setRequired(List.of("spec"));
        root.setDescription("One highly available application: on which nodes it may run, and what it needs of them.");
        spec.setDescription("What is wanted; the smallest useful group is a list of nodes and nothing more.");
        crd.getSpec().getVersions().get(0).getAdditionalPrinterColumns()
                .sort(Comparator.comparing(column -> COLUMNS.indexOf(column.getName())));
        nodes(spec.getProperties().get("nodes"));
        defaults(spec.getProperties().get("quorum"), "rule", "Majority", "onLoss", "Suspend");
        grace(spec.getProperties().get("failover"));
        var evidence = spec.getProperties().get("fencing").getProperties().get("evidence");
        evidence.setXKubernetesListType("atomic");
        evidence.setMaxItems(8L);
        status(root.getProperties().get("status"));
    }

    private static void nodes(JSONSchemaProps nodes) {
        nodes.setMinItems(2L);
        nodes.setMaxItems(32L);
        nodes.setXKubernetesListType("atomic");
        nodes.setXKubernetesValidations(List.of(rule("self.all(n, self.exists_one(m, m == n))",
                "spec.nodes: each node may be listed once; remove the double")));
        var item = nodes.getItems().getSchema();
        item.setMinLength(1L);
        item.setMaxLength(240L);
        item.setPattern(NODE_NAME);
        item.setDescription("Name of a node, as in kubectl get nodes: lower case letters, digits, '-' and '.'");
    }

    private static void grace(JSONSchemaProps failover) {
        defaults(failover, "gracePeriod", "20s");
        var grace = failover.getProperties().get("gracePeriod");
        grace.setFormat("duration");
        grace.setMaxLength(16L);
        // The format alone lets "30 seconds" and "+20s" pass.
        grace.setPattern(DURATION);
        grace.setXKubernetesValidations(
                List.of(rule("duration(self) >= duration('12s') && duration(self) <= duration('1h')",
                        "spec.failover.gracePeriod: from 12s to 1h; a kubelet renews its Lease every 10s")));
    }

    private static void defaults(JSONSchemaProps object, String... pairs) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            object.getProperties().get(pairs[i]).setDefault(JsonNodeFactory.instance.textNode(pairs[i + 1]));
            whole.put(pairs[i], pairs[i + 1]);
        }
        object.setDefault(whole);
    }

    private static void status(JSONSchemaProps status) {
        status.setDescription("What the operator sees and does; a view of the group's record for people and tools.");
        status.getProperties().get("conditions")
                .setDescription("Ready is the summary; Quorate, Active, Exclusive, Suspended and Stalled say more.");
        keyed(status.getProperties().get("conditions"), "type");
        keyed(status.getProperties().get("owners"), "node");
        keyed(status.getProperties().get("resources"), "name");
        var condition = status.getProperties().get("conditions").getItems().getSchema();
        condition.setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
    }

    private static void keyed(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
    }

    private static ValidationRule rule(String rule, String message) {
        var validation = new ValidationRule();
        validation.setRule(rule);
        validation.setMessage(message);
        return validation;
    }

}
