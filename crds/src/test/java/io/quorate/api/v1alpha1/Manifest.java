package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The CRD manifests made from the Java types, with the rules that annotations have no words for. */
final class Manifest {

    private static final String DURATION = "^([0-9]+([.][0-9]+)?(h|m|s|ms))+$";
    // Nothing has a format: with one, the API server lets a list pass for a text, which nobody can read who lists the objects.
    /** A day that there is not is found by the rule; a zone that is nowhere would be found by nobody but Java. */
    private static final String TIME = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$";
    private static final String API_VERSION = "^([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?v[0-9][a-z0-9]*$";
    private static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    private static final long EXPRESSION = 1024;
    /** Numbers of status that Java keeps in 64 bits; the highest epoch is that of the records. */
    private static final Set<String> LONG = Set.of("epoch", "observedGeneration");

    /** In the order in which people read them. */
    private static final List<String> COLUMNS = List.of("Group", "To", "Away From", "Until", "Moved", "State", "Active",
            "Ready", "Quorum", "Epoch", "Order", "Type",
            "Attempts", "Timeout", "Node", "Succeeded", "Reason", "Age", "Home", "Run", "Margin", "Message");

    private Manifest() {}

    /** By name of the file. */
    static Map<String, String> yaml(Path dir) throws IOException {
        new CRDGenerator().forCRDVersions("v1").withMinQuotes(true).withPostProcessor(new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String version) {
                refine((CustomResourceDefinition) crd);
                return crd;
            }
        }).inOutputDir(dir.toFile())
                .customResourceClasses(ResourceGroup.class, Relocation.class, NodeFence.class, FencingMethod.class)
                .generate();
        var made = new TreeMap<String, String>();
        for (var name : List.of("resourcegroups", "relocations", "nodefences", "fencingmethods")) {
            made.put(name + ".quorate.io.yaml", Files.readString(dir.resolve(name + ".quorate.io-v1.yml")));
        }
        return made;
    }

    private static void refine(CustomResourceDefinition crd) {
        var version = crd.getSpec().getVersions().get(0);
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing(column -> COLUMNS.indexOf(column.getName())));
        var root = version.getSchema().getOpenAPIV3Schema();
        root.setRequired(List.of("spec"));
        var spec = root.getProperties().get("spec");
        if (root.getProperties().containsKey("status")) {
            counts(root.getProperties().get("status"));
        }
        switch (crd.getSpec().getNames().getKind()) {
            case "ResourceGroup" :
                group(root, spec);
                break;
            case "Relocation" :
                relocation(root, spec);
                break;
            case "NodeFence" :
                fence(root, spec);
                break;
            default :
                method(root, spec);
        }
    }

    /** One number that Java has no room for would end the watch of all objects of its kind. */
    private static void counts(JSONSchemaProps schema) {
        if (schema.getItems() != null) {
            counts(schema.getItems().getSchema());
        }
        Optional.ofNullable(schema.getProperties()).orElse(Map.of()).forEach((name, field) -> {
            if (field.getType().equals("integer")) {
                field.setMinimum(0.0);
                field.setMaximum(LONG.contains(name) ? 999_999_999_999_999.0 : Integer.MAX_VALUE);
            }
            counts(field);
        });
    }

    private static void group(JSONSchemaProps root, JSONSchemaProps spec) {
        root.setDescription("One highly available application: on which nodes it may run, and what it needs of them.");
        spec.setDescription("What is wanted; the smallest useful group is a list of nodes and nothing more.");
        nodes(spec.getProperties().get("nodes"));
        spec.getProperties().get("run").setDefault(JsonNodeFactory.instance.textNode("Always"));
        quorum(spec.getProperties().get("quorum"));
        policies(spec);
        duration(spec.getProperties().get("failover").getProperties().get("gracePeriod"), "12s", "1h",
                "spec.failover.gracePeriod: from 12s to 1h; a kubelet renews its Lease every 10s");
        var fencing = spec.getProperties().get("fencing");
        defaults(fencing, "stopTimeout", "30s");
        duration(fencing.getProperties().get("stopTimeout"), "0s", "1h", "spec.fencing.stopTimeout: from 0s to 1h");
        var evidence = fencing.getProperties().get("evidence");
        evidence.setXKubernetesListType("atomic");
        evidence.setMaxItems(8L);
        evidence.setXKubernetesValidations(List.of(rule("!('Unfenced' in self) || self.size() == 1",
                "spec.fencing.evidence: Unfenced needs no other evidence; leave it alone in the list, or take it out")));
        resources(spec.getProperties().get("resources"));
        constraints(root, spec.getProperties().get("constraints"));
        duration(spec.getProperties().get("objectives").getProperties().get("recovery"), "1s", "24h",
                "spec.objectives.recovery: from 1s to 24h");
        number(spec.getProperties().get("priority"), 0, -1000, 1000);
        status(root.getProperties().get("status"));
    }

    private static void resources(JSONSchemaProps resources) {
        resources.setXKubernetesListType("atomic");
        resources.setMinItems(1L);
        resources.setMaxItems(16L);
        resources.setXKubernetesValidations(List.of(
                rule("self.all(r, self.exists_one(s, s.name == r.name))",
                        "spec.resources: each name may be used once; rename the double"),
                rule("self.all(i, r, !has(r.after) || r.after.all(a, self.exists(j, s, j < i && s.name == a)))",
                        "spec.resources: after names entries further up only; move those up, or correct the name"),
                rule("self.exists(r, !has(r.ref))",
                        "spec.resources: at least one is a workload, without ref; add the one that is to run")));
        var resource = resources.getItems().getSchema();
        resource.setXKubernetesValidations(List.of(
                rule("!has(self.ref) || !has(self.startTimeout)",
                        "spec.resources[].startTimeout: only workloads are started; take it out, or take ref out"),
                rule("has(self.ref) || !has(self.readiness)", "spec.resources[].readiness: only of an object named"
                        + " by ref; a workload is ready when its pod is")));
        var fields = resource.getProperties();
        label(fields.get("name"));
        var after = fields.get("after");
        after.setXKubernetesListType("atomic");
        after.setMaxItems(15L);
        label(after.getItems().getSchema());
        duration(fields.get("startTimeout"), "1s", "24h", "spec.resources[].startTimeout: from 1s to 24h");
        var ref = fields.get("ref").getProperties();
        length(ref.get("apiVersion"), 1, 253);
        ref.get("apiVersion").setPattern(API_VERSION);
        length(ref.get("kind"), 1, 63);
        ref.get("kind").setPattern("^[A-Z][A-Za-z0-9]*$");
        length(ref.get("name"), 1, 253);
        length(fields.get("readiness").getProperties().get("expression"), 1, EXPRESSION);
    }

    private static void constraints(JSONSchemaProps root, JSONSchemaProps constraints) {
        var kinds = constraints.getProperties();
        kinds.forEach((kind, list) -> {
            list.setXKubernetesListType("atomic");
            list.setMaxItems(16L);
            list.setXKubernetesValidations(List.of(rule("self.all(c, self.exists_one(d, d.group == c.group))",
                    "spec.constraints." + kind + ": each group may be named once; remove the double")));
            var fields = list.getItems().getSchema().getProperties();
            groupName(fields.get("group"));
            if (fields.containsKey("strength")) {
                fields.get("strength").setDefault(JsonNodeFactory.instance.textNode("Required"));
            }
        });
        constraints.setXKubernetesValidations(List.of(rule("!has(self.sameNode) || !has(self.differentNode) || "
                + "self.sameNode.all(s, self.differentNode.all(d, d.group != s.group))",
                "spec.constraints: a group is named by sameNode and by differentNode; take it out of one of them")));
        var rules = new ArrayList<>(root.getXKubernetesValidations());
        kinds.keySet().forEach(kind -> rules.add(rule("!has(self.spec.constraints) || !has(self.spec.constraints."
                + kind + ") || self.spec.constraints." + kind + ".all(c, c.group != self.metadata.name)",
                "spec.constraints." + kind + ": names the group itself; take it out")));
        root.setXKubernetesValidations(rules);
    }

    private static void label(JSONSchemaProps name) {
        length(name, 1, 63);
        name.setPattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
    }

    private static void quorum(JSONSchemaProps quorum) {
        defaults(quorum, "rule", "Majority", "witness", "None", "onLoss", "Suspend");
        var minimum = quorum.getProperties().get("minimumOnline");
        minimum.setMinimum(1.0);
        minimum.setMaximum(32.0);
        length(quorum.getProperties().get("expression"), 1, EXPRESSION);
        quorum.setXKubernetesValidations(List.of(
                rule("(has(self.rule) && self.rule == 'SufficientResources') == has(self.expression)",
                        "spec.quorum.expression: needed with rule SufficientResources, and with no other rule"),
                rule("(has(self.rule) && self.rule == 'MinimumOnline') == has(self.minimumOnline)",
                        "spec.quorum.minimumOnline: needed with rule MinimumOnline, and with no other rule"),
                rule("!has(self.witness) || self.witness == 'None' || !has(self.rule) || self.rule == 'Majority'",
                        "spec.quorum.witness: has a vote under rule Majority only; leave it None")));
    }

    private static void policies(JSONSchemaProps spec) {
        spec.setXKubernetesValidations(List.of(rule(
                "!has(self.quorum) || !has(self.quorum.minimumOnline) || self.quorum.minimumOnline <= size(self.nodes)",
                "spec.quorum.minimumOnline: at most the number of spec.nodes")));
        var startup = spec.getProperties().get("startup");
        defaults(startup, "policy", "FirstAvailable", "settlingTime", "2m");
        duration(startup.getProperties().get("settlingTime"), "0s", "1h", "spec.startup.settlingTime: from 0s to 1h");
        var failover = spec.getProperties().get("failover");
        defaults(failover, "policy", "NextInOrder", "gracePeriod", "20s");
        var failures = failover.getProperties().get("applicationFailures").getProperties();
        failures.get("limit").setMinimum(1.0);
        failures.get("limit").setMaximum(100.0);
        standard(failures.get("window"), "10m", "1m", "24h", "spec.failover.applicationFailures.window");
        standard(failures.get("avoidFor"), "30m", "1m", "168h", "spec.failover.applicationFailures.avoidFor");
        var failback = spec.getProperties().get("failback");
        defaults(failback, "policy", "Never", "soakTime", "0s");
        duration(failback.getProperties().get("soakTime"), "0s", "168h", "spec.failback.soakTime: from 0s to 168h");
        failback.setXKubernetesValidations(List.of(rule(
                "(has(self.policy) && self.policy == 'Automatic') || !has(self.window)",
                "spec.failback.window: only with policy Automatic; set it, or take the window out")));
        var window = failback.getProperties().get("window").getProperties();
        length(window.get("schedule"), 6, 100);
        window.get("schedule").setPattern("^(@[a-z]+|\\S+( +\\S+){4})$");
        length(window.get("timeZone"), 1, 64);
        window.get("timeZone").setDefault(JsonNodeFactory.instance.textNode("UTC"));
        duration(window.get("duration"), "1m", "168h", "spec.failback.window.duration: from 1m to 168h");
    }

    private static void standard(JSONSchemaProps field, String standard, String least, String most, String name) {
        field.setDefault(JsonNodeFactory.instance.textNode(standard));
        duration(field, least, most, name + ": from " + least + " to " + most);
    }

    private static void relocation(JSONSchemaProps root, JSONSchemaProps spec) {
        root.setDescription("A request by hand: a group is to be on a node, or not on one, for a time.");
        spec.setDescription("What is asked; it never changes. Delete the request to end the stay.");
        spec.setXKubernetesValidations(List.of(
                rule("self == oldSelf", "spec: what was asked does not change; create another Relocation"),
                rule("has(self.to) != has(self.awayFrom)", "spec: exactly one of to and awayFrom")));
        var fields = spec.getProperties();
        groupName(fields.get("group"));
        nodeName(fields.get("to"));
        nodeName(fields.get("awayFrom"));
        length(fields.get("until"), 20, 40);
        fields.get("until").setPattern(TIME);
        fields.get("until").setXKubernetesValidations(List.of(rule(
                "timestamp(self) > timestamp('2000-01-01T00:00:00Z')",
                "spec.until: a time such as 2026-11-23T06:00:00Z")));
        number(fields.get("ttlSecondsAfterFinished"), 86_400, 0, 31_536_000);
        var status = root.getProperties().get("status");
        status.setDescription("Written by the operator alone.");
        conditions(status);
    }

    private static void fence(JSONSchemaProps root, JSONSchemaProps spec) {
        root.setDescription("One attempt to establish that a boot of a node has ended; its status is the evidence.");
        spec.setDescription("What is asked; it never changes.");
        spec.setXKubernetesValidations(
                List.of(rule("self == oldSelf", "spec: what was asked does not change; create another NodeFence")));
        nodeName(spec.getProperties().get("node"));
        length(spec.getProperties().get("bootID"), 1, 128);
        length(spec.getProperties().get("reason"), 1, 64);
        spec.getProperties().get("priority").setMinimum(-1000.0);
        spec.getProperties().get("priority").setMaximum(1000.0);
        spec.getProperties().get("machine").getProperties().values().forEach(p -> length(p, 0, 256));
        var covers = spec.getProperties().get("covers");
        covers.setXKubernetesListType("atomic");
        covers.setMinItems(1L);
        covers.setMaxItems(256L);
        length(covers.getItems().getSchema(), 1, 64);
        var attestation = spec.getProperties().get("attestation");
        length(attestation.getProperties().get("by"), 1, 256);
        length(attestation.getProperties().get("statement"), 3, 1024);
        var status = root.getProperties().get("status");
        status.setDescription("Written by the operator alone.");
        var attempts = status.getProperties().get("attempts");
        attempts.setMaxItems(64L);
        attempts.getItems().getSchema().getProperties().get("serves").setMaxItems((long) FenceAttempt.MOST_SERVED);
        conditions(status);
    }

    private static void method(JSONSchemaProps root, JSONSchemaProps spec) {
        root.setDescription("How some nodes can be fenced.");
        spec.setDescription("For which nodes, in which order, how often and for how long.");
        root.getProperties().remove("status");
        var fields = spec.getProperties();
        selector(fields.get("nodeSelector").getProperties());
        number(fields.get("order"), 100, 0, 1000);
        number(fields.get("attempts"), 1, 1, 10);
        fields.get("timeout").setDefault(JsonNodeFactory.instance.textNode("2m"));
        fields.get("outOfService").setDefault(JsonNodeFactory.instance.textNode(OutOfServicePolicy.Never.name()));
        duration(fields.get("timeout"), "5s", "1h", "spec.timeout: from 5s to 1h");
        objectName(fields.get("job").getProperties().get("podTemplate"));
        var template = fields.get("remediationTemplate").getProperties();
        length(template.get("apiVersion"), 1, 253);
        template.get("apiVersion").setPattern(API_VERSION);
        length(template.get("kind"), 1, 63);
        objectName(template.get("name"));
        label(template.get("namespace"));
        template.get("kind").setPattern("^[A-Z][A-Za-z0-9]*Template$");
        spec.setXKubernetesValidations(List.of(
                rule("(self.type == 'Job') == has(self.job)",
                        "spec.job: needed with type Job, and with no other type"),
                rule("(self.type == 'RemediationTemplate') == has(self.remediationTemplate)",
                        "spec.remediationTemplate: needed with type RemediationTemplate, and with no other type")));
    }

    private static void selector(Map<String, JSONSchemaProps> fields) {
        fields.get("matchLabels").setDescription("Labels that the node has, with these values.");
        fields.get("matchLabels").setMaxProperties(64L);
        length(fields.get("matchLabels").getAdditionalProperties().getSchema(), 0, 63);
        var expressions = fields.get("matchExpressions");
        expressions.setXKubernetesListType("atomic");
        expressions.setMaxItems(16L);
        requirement(expressions.getItems().getSchema());
        expressions.setDescription("Further requirements; the node fulfils all of them.");
        var requirement = expressions.getItems().getSchema().getProperties();
        requirement.get("key").setDescription("Key of the label.");
        requirement.get("operator").setDescription("In, NotIn, Exists or DoesNotExist.");
        requirement.get("values").setDescription("With In and NotIn: the values meant.");
    }

    private static void requirement(JSONSchemaProps requirement) {
        requirement.setRequired(List.of("key", "operator"));
        requirement.setXKubernetesValidations(List.of(rule(
                "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
                "spec.nodeSelector.matchExpressions[].values: needed with In and NotIn, and with no other operator")));
        var fields = requirement.getProperties();
        length(fields.get("key"), 1, 317);
        length(fields.get("operator"), 1, 16);
        fields.get("operator").setEnum(Stream.of("DoesNotExist", "Exists", "In", "NotIn")
                .<JsonNode>map(JsonNodeFactory.instance::textNode).collect(Collectors.toList()));
        fields.get("values").setXKubernetesListType("atomic");
        fields.get("values").setMaxItems(64L);
        length(fields.get("values").getItems().getSchema(), 0, 63);
    }

    private static void number(JSONSchemaProps field, int standard, int least, int most) {
        field.setDefault(JsonNodeFactory.instance.numberNode(standard));
        field.setMinimum((double) least);
        field.setMaximum((double) most);
    }

    private static void length(JSONSchemaProps field, long least, long most) {
        field.setMinLength(least);
        field.setMaxLength(most);
    }

    private static void objectName(JSONSchemaProps field) {
        length(field, 1, 253);
        field.setPattern(OBJECT_NAME);
    }

    private static void nodeName(JSONSchemaProps field) {
        length(field, 1, 240);
        field.setPattern(OBJECT_NAME);
    }

    private static void groupName(JSONSchemaProps field) {
        length(field, 1, 63);
        field.setPattern(OBJECT_NAME);
    }

    private static void nodes(JSONSchemaProps nodes) {
        nodes.setMinItems(2L);
        nodes.setMaxItems(32L);
        nodes.setXKubernetesListType("atomic");
        nodes.setXKubernetesValidations(List.of(rule("self.all(n, self.exists_one(m, m == n))",
                "spec.nodes: each node may be listed once; remove the double")));
        var item = nodes.getItems().getSchema();
        nodeName(item);
        item.setDescription("Name of a node, as in kubectl get nodes: lower case letters, digits, '-' and '.'");
    }

    /** The rule alone lets "+20s" pass. */
    private static void duration(JSONSchemaProps field, String least, String most, String message) {
        field.setMaxLength(16L);
        field.setPattern(DURATION);
        field.setXKubernetesValidations(List.of(rule("duration(self) >= duration('" + least
                + "') && duration(self) <= duration('" + most + "')", message)));
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
        keyed(status.getProperties().get("owners"), "node");
        keyed(status.getProperties().get("resources"), "name");
        conditions(status);
    }

    private static void conditions(JSONSchemaProps status) {
        keyed(status.getProperties().get("conditions"), "type");
        var condition = status.getProperties().get("conditions").getItems().getSchema();
        condition.setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
        var fields = condition.getProperties();
        fields.get("type").setDescription("What is told of.");
        fields.get("status").setDescription("True, False or Unknown.");
        fields.get("reason").setDescription("Why, in one word, for tools.");
        fields.get("message").setDescription("Why, and what would help, for people.");
        fields.get("lastTransitionTime").setDescription("When its status changed last.");
        fields.get("observedGeneration").setDescription("Generation of the spec that it speaks of.");
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
