package io.quorate.e2e;

import static io.quorate.e2e.Check.differs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The patent's nine-node cluster (FIG. 2) and its stories, in six acts, on a real control plane. */
final class NineNodes implements DemoStory {

    static final String NAMESPACE = "patent";
    private static final String OPERATOR = "quorate-system";
    private static final List<String> NODES = List.of("n202", "n204", "n206", "n208", "n210", "n212", "n214", "n216",
            "n218");
    private static final Map<String, String> HOME = new TreeMap<>(
            Map.of("g220", "n202", "g222", "n204", "g224", "n206", "g226", "n208"));

    private final ControlPlane plane;
    private final Path chart;
    private final Timeline timeline;
    private final Table table;
    private final Groups groups;
    private final Nodes api;
    private final Check check;
    private final Map<String, KwokNode> nodes = new TreeMap<>();
    private final List<String> costs = new ArrayList<>();
    private OperatorProcess operator;
    private StandInAgent agent;

    NineNodes(ControlPlane plane, Path chart, Timeline timeline) {
        this.plane = plane;
        this.chart = chart;
        this.timeline = timeline;
        this.table = new Table(timeline);
        this.groups = new Groups(plane.client(), NAMESPACE);
        this.api = new Nodes(plane.client());
        this.check = new Check(timeline, this::look);
        NODES.forEach(n -> nodes.put(n, new KwokNode(plane, n)));
    }

    @Override
    public List<String> play() {
        List.<Runnable>of(this::first, this::second, this::third, this::fourth, this::fifth, this::sixth)
                .forEach(act -> {
                    var mark = plane.audit().mark();
                    act.run();
                    timeline.ends();
                    costs.add("act " + (costs.size() + 1) + ": " + writesSince(mark).summary() + ", "
                            + operator.memory());
                });
        return check.failures();
    }

    @Override
    public String costsAre() { return "Writes of the operator, and its memory at the end:"; }

    /** What the operator wrote in each act, and its memory at the act's end. */
    @Override
    public List<String> costs() {
        return List.copyOf(costs);
    }

    @Override
    public Duration firstReady() { return table.firstReady(); }

    @Override
    public void look() {
        table.show(groups.all());
    }

    @Override
    public List<String> toTry() {
        return List.of("kubectl get rg -A", "kubectl describe rg -n " + NAMESPACE + " g226",
                "kubectl get events -n " + NAMESPACE,
                "kill -9 " + nodes.get("n202").pid().orElse(0) + "     # n202 crashes");
    }

    private void first() {
        timeline.act("1. Nine nodes join; four groups become active on their home nodes.");
        timeline.does("helm install quorate (CRDs, RBAC, admission policies); start the operator");
        plane.helm("install", "quorate", chart.toString(), "--namespace", OPERATOR, "--create-namespace", "--set",
                "operator.enabled=false");
        startOperator();
        timeline.does("boot n202 to n218");
        KwokNode.bootAll(List.copyOf(nodes.values()));
        agent = new StandInAgent(plane, OPERATOR, nodes);
        check.becomes("the operator counts nine members", () -> misses(api.members(OPERATOR), "\"count\":9"));
        // A node counts once the operator has seen it renew. Groups that are there before start where that is seen first.
        var leases = api.renewals();
        check.becomes("all nine have renewed their Leases",
                () -> api.renewals().stream().anyMatch(leases::contains) ? "not all; " : "");
        timeline.does("kubectl apply: three StatefulSets and a Deployment, each with its group of three nodes");
        plane.kubectl("create", "namespace", NAMESPACE);
        apply("nine-nodes.yaml", NAMESPACE);
        becomeActiveAtHome();
    }

    private void second() {
        timeline.act("2. n208 crashes. The groups that list it deal with that, and no other.");
        timeline.does("kubectl apply: a FencingMethod, a Job that switches n208 off");
        apply("power-switch.yaml", OPERATOR);
        var records = groups.records();
        check.becomes("g222 and g224 have told that they are active", () -> lacksEvent("g222") + lacksEvent("g224"));
        var told = List.of(groups.told("g222"), groups.told("g224"));
        var mark = plane.audit().mark();
        crash("n208");
        check.becomes("g220 counts 2/3 and goes on",
                () -> differs("votes of g220", groups.votes("g220"), "2/3") + active("g220", "n202"));
        check.becomes("g226 runs on n210", () -> active("g226", "n210"));
        check.holds("that rests on the fence", () -> differs("evidence", groups.evidence("g226"), "NodeFenced"));
        timeline.tells("g226 moved: " + groups.phases("g226"));
        check.holds("the records of g220, g222 and g224 have not changed",
                () -> differs("versions", without("g226", groups.records()), without("g226", records)));
        check.holds("the same log shows what was written for g220 and g226",
                () -> lacksWrites(mark, "g220", "resourcegroups/status/g220")
                        + lacksWrites(mark, "g226", "configmaps/quorate-group-g226"));
        check.holds("nothing at all was written for g222 and g224",
                () -> writesSince(mark).to(NAMESPACE, "g222") + writesSince(mark).to(NAMESPACE, "g224")
                        + differs("events about them", List.of(groups.told("g222"), groups.told("g224")), told));
    }

    private void third() {
        timeline.act("3. n208 comes back; g226 stays where it is, and goes there when n210 crashes in turn.");
        var before = api.bootId("n208");
        boot("n208");
        check.becomes("n208 is reintegrated: g226 counts 3/3",
                () -> differs("votes of g226", groups.votes("g226"), "3/3"));
        check.holds("n208 has a new boot id", () -> api.bootId("n208").equals(before) ? "it is still " + before : "");
        check.holds("g226 stays on n210, and what was deleted is not started on n208", () -> active("g226", "n210"));
        crash("n210");
        check.becomes("nothing can fence n210: g226 waits for evidence and says so", () -> fenceNeeded("g226", "n210"));
        timeline.quotes(groups.message("g226", "Stalled"));
        check.holds("g226 is not started elsewhere without evidence",
                () -> differs("nodes of its pods", groups.nodes("g226"), Set.of("n210")));
        declareOff("n210");
        check.becomes("g226 is back on n208", () -> active("g226", "n208"));
        boot("n210");
        trust("n210");
        check.becomes("n210 is reintegrated: g226 counts 3/3",
                () -> differs("votes of g226", groups.votes("g226"), "3/3"));
    }

    private void fourth() {
        timeline.act("4. All nodes but n202 and n208 are lost.");
        var epochs = epochs();
        timeline.does("kill the processes of the seven others");
        nodes.values().stream().filter(n -> !Set.of("n202", "n208").contains(n.name())).forEach(KwokNode::crash);
        check.becomes("g222 has no quorum and says which votes are missing",
                () -> withoutQuorum("g222", "n204", "n210", "n216"));
        check.becomes("g224 has no quorum and says which votes are missing",
                () -> withoutQuorum("g224", "n206", "n212", "n218"));
        check.becomes("g226 has no quorum and says which votes are missing",
                () -> withoutQuorum("g226", "n210", "n212"));
        timeline.quotes(groups.message("g226", "Quorate"));
        check.becomes("g226 is stopped, and that is proven", () -> suspended("g226", "True"));
        check.becomes("g222 and g224 are told to stop, but nobody claims that they have",
                () -> toldToStop("g222") + toldToStop("g224"));
        check.holds("no claim is made",
                () -> differs("active nodes",
                        groups.activeNode("g222") + groups.activeNode("g224") + groups.activeNode("g226"), "")
                        + differs("epochs", epochs(), epochs));
        check.holds("g220 goes on", () -> active("g220", "n202"));
    }

    private void fifth() {
        timeline.act("5. The nodes return; the groups resume by themselves.");
        timeline.does("boot n204 and n206, then the five others");
        KwokNode.bootAll(List.of(nodes.get("n204"), nodes.get("n206")));
        KwokNode.bootAll(nodes.values().stream().filter(n -> !n.running()).toList());
        becomeActiveAtHome();
    }

    private void sixth() {
        timeline.act("6. With g226 active on n208, the whole cluster restarts, and only n202 and n208 come up.");
        timeline.does("kill all nodes; stop the operator and the control plane");
        nodes.values().forEach(KwokNode::crash);
        operator.close();
        plane.stop();
        timeline.does("start the control plane, n202, n208 and the operator");
        plane.start();
        KwokNode.bootAll(List.of(nodes.get("n202"), nodes.get("n208")));
        startOperator();
        check.becomes("g220 has two of three owners: it runs",
                () -> differs("votes of g220", groups.votes("g220"), "2/3") + active("g220", "n202"));
        check.becomes("g226 has one of three owners: what the kubelet of n208 started is stopped, and that is proven",
                () -> differs("votes of g226", groups.votes("g226"), "1/3") + suspended("g226", "True")
                        + differs("nodes of its pods", groups.nodes("g226"), Set.of()));
        check.becomes("g222 and g224 have none of three owners",
                () -> withoutQuorum("g222", "n204", "n210", "n216") + withoutQuorum("g224", "n206", "n212", "n218"));
    }

    // What is done to the cluster.

    private void startOperator() {
        operator = OperatorProcess.start(plane, OPERATOR,
                Map.of("QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_MASS_SILENCE_DELAY", "0s", "QUORATE_KUBELET_MANAGERS",
                        "kubelet,kwok"));
    }

    private void apply(String name, String namespace) {
        try (var manifest = NineNodes.class.getResourceAsStream(name)) {
            var file = plane.dir().resolve(name);
            Files.write(file, Objects.requireNonNull(manifest).readAllBytes());
            plane.kubectl("apply", "-n", namespace, "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void crash(String node) {
        timeline.does("kill the process of " + node + "; it is lost when its Lease has been silent for 12 s");
        nodes.get(node).crash();
    }

    private void declareOff(String node) {
        timeline.does("kubectl taint node " + node + " " + Nodes.TAINT + "=nodeshutdown:NoExecute");
        api.declareOff(node);
    }

    private void boot(String node) {
        timeline.does("boot " + node);
        nodes.get(node).boot();
        nodes.get(node).awaitReady();
    }

    private void trust(String node) {
        timeline.does("kubectl taint node " + node + " " + Nodes.TAINT + "-");
        api.trust(node);
    }

    // What is to hold: the difference to it, "" if there is none.

    private void becomeActiveAtHome() {
        HOME.forEach((group, node) -> check.becomes(group + " is active on " + node, () -> active(group, node)));
    }

    private String active(String group, String node) {
        return differs("active node of " + group, groups.activeNode(group), node)
                + differs("its Ready", groups.status(group, "Ready"), "True")
                + differs("nodes of its pods", groups.nodes(group), Set.of(node));
    }

    private String fenceNeeded(String group, String node) {
        return differs("Quorate of " + group, groups.status(group, "Quorate"), "True")
                + differs("its Ready", groups.reason(group, "Ready"), "FenceNeeded")
                + lacks(group, "Stalled", "kubectl taint node " + node);
    }

    private String withoutQuorum(String group, String... missing) {
        return differs("Quorate of " + group, groups.status(group, "Quorate"), "False")
                + lacks(group, "Quorate", missing);
    }

    private String suspended(String group, String expected) {
        return differs("Suspended of " + group, groups.status(group, "Suspended"), expected);
    }

    private String toldToStop(String group) {
        return suspended(group, "False")
                + (groups.pods(group).stream().filter(p -> p.getSpec().getNodeName() != null)
                        .allMatch(p -> p.getMetadata().getDeletionTimestamp() != null)
                                ? ""
                                : "a pod of " + group + " is not deleted; ");
    }

    private String lacks(String group, String condition, String... words) {
        var difference = misses(groups.message(group, condition), words);
        return difference.isEmpty() ? "" : condition + " of " + group + " says " + difference;
    }

    private static String misses(String text, String... words) {
        return List.of(words).stream().allMatch(text::contains)
                ? ""
                : "\"" + text + "\", expected " + List.of(words) + "; ";
    }

    private Map<String, Long> epochs() {
        return HOME.keySet().stream().collect(Collectors.toMap(g -> g, groups::epoch, (a, b) -> a, TreeMap::new));
    }

    private static Map<String, String> without(String group, Map<String, String> records) {
        var rest = new TreeMap<>(records);
        rest.remove(group);
        return rest;
    }

    private String lacksEvent(String group) {
        return groups.told(group).contains("Active") ? "" : "no event tells that " + group + " is active; ";
    }

    private String lacksWrites(long mark, String group, String write) {
        var found = writesSince(mark).to(NAMESPACE, group);
        return found.contains(write) ? "" : "writes for " + group + " are \"" + found + "\", expected " + write + "; ";
    }

    private OperatorWrites writesSince(long mark) {
        return new OperatorWrites(plane.audit(), mark, OPERATOR);
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
        if (agent != null) {
            agent.close();
        }
        nodes.values().forEach(KwokNode::close);
    }
}
