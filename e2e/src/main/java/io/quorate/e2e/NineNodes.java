package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The patent's nine-node cluster (FIG. 2) and its stories, in six acts, on a real control plane. */
final class NineNodes implements AutoCloseable {

    static final String NAMESPACE = "patent";
    static final String OPERATOR = "quorate-system";
    static final List<String> GROUPS = List.of("g220", "g222", "g224", "g226");
    private static final List<String> NODES = List.of("n202", "n204", "n206", "n208", "n210", "n212", "n214", "n216",
            "n218");
    private static final String TAINT = "node.kubernetes.io/out-of-service";

    private final ControlPlane plane;
    private final Path chart;
    private final Map<String, KwokNode> nodes = new TreeMap<>();
    private final Check check;
    private final List<String> writes = new ArrayList<>();
    private OperatorProcess operator;

    NineNodes(ControlPlane plane, Path chart, Runnable between) {
        this.plane = plane;
        this.chart = chart;
        this.check = new Check(between);
        NODES.forEach(n -> nodes.put(n, new KwokNode(plane, n)));
    }

    /** Plays all acts; what did not hold comes back, nothing if all did. */
    List<String> play() {
        List.<Runnable>of(this::first, this::second, this::third, this::fourth, this::fifth, this::sixth)
                .forEach(act -> {
                    var mark = plane.audit().mark();
                    act.run();
                    writes.add(operatorWrites(mark));
                });
        System.out.println("\nWrites of the operator, by act:");
        for (int i = 0; i < writes.size(); i++) {
            System.out.println("  act " + (i + 1) + ": " + writes.get(i));
        }
        return check.failures();
    }

    private void title(String text) { System.out.println("\n" + text); }

    private void first() {
        title("1. Nine nodes join; four groups become active on their home nodes.");
        plane.helm("install", "quorate", chart.toString(), "--namespace", OPERATOR, "--create-namespace", "--set",
                "operator.enabled=false");
        startOperator();
        KwokNode.bootAll(List.copyOf(nodes.values()));
        apply();
        becomeActive(Map.of("g220", "n202", "g222", "n204", "g224", "n206", "g226", "n208"));
    }

    private void second() {
        title("2. n208 crashes. Only groups that list it are looked at.");
        var before = records();
        var mark = plane.audit().mark();
        nodes.get("n208").crash();
        check.becomes("g226 keeps quorum, has lost its active node and says what is missing",
                () -> differs("reason of g226", reason("g226"), "FenceNeeded"));
        check.becomes("g220 counts 2/3 and goes on",
                () -> differs("votes", votes("g220"), "2/3") + differs("ready", ready("g220"), "True"));
        check.holds("g226 is not restarted without evidence", () -> differs("nodes", nodesOf("g226"), Set.of("n208")));
        declareOff("n208");
        check.becomes("with the administrator's out-of-service taint as evidence g226 runs on n210",
                () -> active("g226", "n210"));
        check.holds("the records of g220, g222, g224 have not changed",
                () -> differs("versions", without(records(), "g226"), without(before, "g226")));
        check.holds("nothing at all was written for g222 and g224",
                () -> touched(mark, "g222") + touched(mark, "g224"));
    }

    private void third() {
        title("3. n208 comes back; g226 stays, and goes there when n210 crashes in turn.");
        nodes.get("n208").boot();
        trust("n208");
        check.becomes("n208 votes again", () -> differs("votes", votes("g226"), "3/3"));
        check.holds("g226 stays on n210", () -> active("g226", "n210"));
        check.holds("what was deleted is not started on n208", () -> differs("pods", nodesOf("g226"), Set.of("n210")));
        nodes.get("n210").crash();
        check.becomes("n210 is missed", () -> differs("reason of g226", reason("g226"), "FenceNeeded"));
        declareOff("n210");
        check.becomes("g226 is back on n208", () -> active("g226", "n208"));
        nodes.get("n210").boot();
        trust("n210");
        check.becomes("n210 votes again", () -> differs("votes", votes("g226"), "3/3"));
    }

    private void fourth() {
        title("4. All nodes but n202 and n208 are lost.");
        nodes.forEach((name, node) -> {
            if (!name.equals("n202") && !name.equals("n208")) {
                node.crash();
            }
        });
        for (var group : List.of("g222", "g224", "g226")) {
            check.becomes(group + " has no quorum and says which votes are missing",
                    () -> differs("quorate", condition(group, "Quorate"), "False")
                            + (message(group, "Quorate").contains("missing: n2") ? "" : message(group, "Quorate")));
        }
        check.becomes("g226 is stopped, proven", () -> differs("suspended", condition("g226", "Suspended"), "True"));
        check.becomes("g222 and g224 are told to stop, and nobody says that they have",
                () -> differs("suspended", condition("g222", "Suspended") + condition("g224", "Suspended"),
                        "FalseFalse")
                        + (pods("g222").stream().allMatch(p -> p.getMetadata().getDeletionTimestamp() != null)
                                ? ""
                                : "g222 is not deleted"));
        check.holds("no claim is made",
                () -> differs("active", activeNode("g222") + activeNode("g224") + activeNode("g226"), ""));
        check.holds("g220 goes on", () -> active("g220", "n202"));
    }

    private void fifth() {
        title("5. The nodes return; the groups resume by themselves.");
        KwokNode.bootAll(nodes.values().stream().filter(n -> !n.running()).toList());
        becomeActive(Map.of("g220", "n202", "g222", "n204", "g224", "n206", "g226", "n208"));
    }

    private void sixth() {
        title("6. The whole cluster restarts, and only n202 and n208 come up.");
        nodes.values().forEach(KwokNode::crash);
        operator.close();
        plane.stop();
        plane.start();
        KwokNode.bootAll(List.of(nodes.get("n202"), nodes.get("n208")));
        startOperator();
        check.becomes("g226 has one of three owners: it does not run",
                () -> differs("suspended", condition("g226", "Suspended"), "True"));
        check.becomes("g220 has two of three owners: it runs",
                () -> differs("votes", votes("g220"), "2/3") + active("g220", "n202"));
        check.becomes("g222 and g224 have none",
                () -> differs("quorate", condition("g222", "Quorate") + condition("g224", "Quorate"), "FalseFalse"));
    }

    private void startOperator() {
        operator = OperatorProcess.start(plane, OPERATOR,
                Map.of("QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_KUBELET_MANAGERS", "kubelet,kwok"));
    }

    private void apply() {
        try (var manifest = NineNodes.class.getResourceAsStream("nine-nodes.yaml")) {
            var file = plane.dir().resolve("nine-nodes.yaml");
            Files.write(file, Objects.requireNonNull(manifest).readAllBytes());
            plane.kubectl("create", "namespace", NAMESPACE);
            plane.kubectl("apply", "-n", NAMESPACE, "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void becomeActive(Map<String, String> expected) {
        new TreeMap<>(expected)
                .forEach((group, node) -> check.becomes(group + " is active on " + node, () -> active(group, node)));
    }

    private void declareOff(String node) {
        plane.client().nodes().withName(node).edit(n -> {
            n.getSpec().getTaints()
                    .add(new TaintBuilder().withKey(TAINT).withValue("nodeshutdown").withEffect("NoExecute").build());
            return n;
        });
    }

    private void trust(String node) {
        nodes.get(node).awaitReady();
        plane.client().nodes().withName(node).edit(n -> {
            n.getSpec().getTaints().removeIf(t -> t.getKey().equals(TAINT));
            return n;
        });
    }

    // What the API says.

    private ResourceGroup group(String name) {
        return plane.client().resources(ResourceGroup.class).inNamespace(NAMESPACE).withName(name).get();
    }

    private String active(String group, String node) {
        return differs("active node of " + group, activeNode(group), node) + differs("ready", ready(group), "True")
                + differs("nodes of its pods", nodesOf(group), Set.of(node));
    }

    private String activeNode(String group) {
        return Objects.requireNonNullElse(group(group).getStatus().activeNode(), "");
    }

    private String votes(String group) { return group(group).getStatus().quorum().summary(); }

    private String ready(String group) { return condition(group, "Ready"); }

    private String condition(String group, String type) {
        return group(group).getStatus().conditions().stream().filter(c -> c.getType().equals(type))
                .map(c -> c.getStatus()).findFirst().orElse("");
    }

    private String reason(String group) {
        return group(group).getStatus().conditions().stream().filter(c -> c.getType().equals("Ready"))
                .map(c -> c.getReason()).findFirst().orElse("");
    }

    private String message(String group, String type) {
        return group(group).getStatus().conditions().stream().filter(c -> c.getType().equals(type))
                .map(c -> c.getMessage()).findFirst().orElse("");
    }

    private List<Pod> pods(String group) {
        return plane.client().pods().inNamespace(NAMESPACE).withLabel("quorate.io/group", group).list().getItems();
    }

    private Set<String> nodesOf(String group) {
        return pods(group).stream().map(p -> p.getSpec().getNodeName()).filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private Map<String, String> records() {
        return plane.client().configMaps().inNamespace(NAMESPACE).withLabel("quorate.io/record", "group").list()
                .getItems().stream()
                .collect(Collectors.toMap(m -> m.getData().get("group"),
                        (ConfigMap m) -> m.getMetadata().getResourceVersion(), (a, b) -> a, TreeMap::new));
    }

    private static Map<String, String> without(Map<String, String> records, String group) {
        var rest = new TreeMap<>(records);
        rest.remove(group);
        return rest;
    }

    /** Writes by the operator to anything of a group since a mark. */
    private String touched(long mark, String group) {
        return byOperator(mark)
                .filter(w -> NAMESPACE.equals(w.namespace()) && Objects.toString(w.name(), "").contains(group))
                .map(w -> w.verb() + " " + w.resource() + "/" + w.name()).collect(Collectors.joining(", "));
    }

    private Stream<AuditLog.Write> byOperator(long mark) {
        return plane.audit().since(mark).stream().filter(
                w -> w.user().startsWith("system:serviceaccount:" + OPERATOR) && !w.resource().equals("leases"));
    }

    private String operatorWrites(long mark) {
        var kinds = byOperator(mark).collect(Collectors.groupingBy(
                w -> w.resource() + (w.subresource() == null || w.subresource().isEmpty() ? "" : "/" + w.subresource()),
                TreeMap::new, Collectors.counting()));
        return kinds.values().stream().mapToLong(Long::longValue).sum() + " " + kinds;
    }

    private static String differs(String what, Object found, Object expected) {
        return found.equals(expected) ? "" : what + " is " + found + ", expected " + expected + "; ";
    }

    OperatorProcess operator() { return operator; }

    Supplier<List<ResourceGroup>> groups() {
        return () -> plane.client().resources(ResourceGroup.class).inNamespace(NAMESPACE).list().getItems();
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
        nodes.values().forEach(KwokNode::close);
    }

}
