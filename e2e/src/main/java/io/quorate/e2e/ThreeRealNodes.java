package io.quorate.e2e;

import static io.quorate.e2e.Check.differs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Nodes are lost on which processes really run; a Job switches them off, and only then the next owner starts. */
final class ThreeRealNodes implements DemoStory {

    static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final String NAMESPACE = "real";
    private static final String OPERATOR = "quorate-system";
    private static final String GROUP = "db";

    private final ControlPlane plane;
    private final Path chart;
    private final Timeline timeline;
    private final Table table;
    private final Groups groups;
    private final Check check;
    private final List<RealNode> nodes;
    private final PowerSwitch powerSwitch;
    private final Writes writes;
    private final Path shared;
    private final List<String> gaps = new ArrayList<>();
    private OperatorProcess operator;

    ThreeRealNodes(ControlPlane plane, NodeNetwork network, NodePrograms programs, Path chart, Timeline timeline) {
        this.plane = plane;
        this.chart = chart;
        this.timeline = timeline;
        table = new Table(timeline);
        groups = new Groups(plane.client(), NAMESPACE);
        check = new Check(timeline, this::look);
        shared = plane.dir().resolve("shared");
        writes = new Writes(shared.resolve(GROUP));
        nodes = IntStream.rangeClosed(1, NODES.size()).mapToObj(i -> new RealNode(plane, network, programs, i))
                .toList();
        powerSwitch = new PowerSwitch(shared, nodes);
    }

    @Override
    public List<String> play() {
        List.<Runnable>of(this::first, this::second, this::third, this::fourth).forEach(act -> {
            act.run();
            timeline.ends();
        });
        check.holds("no two processes have ever written at once", () -> String.join("; ", writes.fouls()));
        return check.failures();
    }

    @Override
    public String costsAre() { return "Who wrote until when:"; }

    @Override
    public List<String> costs() {
        return List.copyOf(gaps);
    }

    @Override
    public Duration firstReady() { return table.firstReady(); }

    @Override
    public void look() {
        table.show(groups.all());
    }

    @Override
    public List<String> toTry() {
        return List.of("kubectl get rg,pods -n " + NAMESPACE + " -o wide", "kubectl get nodefences",
                "tail -f " + writes.file(), "ip link set " + node("n3").link() + " down     # n3 is cut off");
    }

    private void first() {
        timeline.act("1. Three nodes boot, each with kubelet, containerd and runc; a group becomes active on n1.");
        timeline.does("helm install quorate; start the operator");
        plane.helm("install", "quorate", chart.toString(), "--namespace", OPERATOR, "--create-namespace", "--set",
                "operator.enabled=false");
        operator = OperatorProcess.start(plane, OPERATOR,
                Map.of("QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_MASS_SILENCE_DELAY", "0s"));
        timeline.does("boot n1, n2 and n3");
        nodes.parallelStream().forEach(RealNode::boot);
        nodes.forEach(RealNode::awaitReady);
        timeline.does("kubectl apply: a StatefulSet that writes ten lines a second, its group, a Job that can fence");
        apply();
        check.becomes("the process of db writes on n1", () -> writesOn("n1"));
    }

    private void second() {
        timeline.act("2. The link of n1 is dead. Its process runs on, and n2 starts when a Job has switched n1 off.");
        timeline.does("unplug n1");
        node("n1").linkDown();
        movesTo("n1", "n2");
    }

    private void third() {
        timeline.act("3. The power of n1 is back. What was deleted is not started; db stays on n2.");
        timeline.does("boot n1");
        node("n1").boot();
        node("n1").awaitReady();
        check.becomes("db counts 3/3", () -> differs("votes", groups.votes(GROUP), "3/3"));
        check.holds("db stays on n2", () -> writesOn("n2"));
    }

    private void fourth() {
        timeline.act("4. n2 freezes: whatever it would do when it thaws, it is switched off first.");
        timeline.does("freeze n2");
        node("n2").freeze();
        movesTo("n2", "n1");
    }

    private void movesTo(String from, String to) {
        var before = writes.last();
        check.becomes("db is active on " + to + ", and its process writes there", () -> writesOn(to));
        check.holds("that rests on the fence", () -> differs("evidence", groups.evidence(GROUP), "NodeFenced"));
        check.holds(from + " is off", () -> node(from).running() ? from + " is on; " : "");
        var last = writes.lastOf(before);
        var first = writes.firstOf(writes.last());
        gaps.add("%s wrote for %.1f s after its loss; %.1f s after its last line %s wrote its first".formatted(from,
                seconds(before.until(last)), seconds(last.until(first)), to));
        timeline.tells(gaps.getLast());
    }

    private void apply() {
        try (var manifest = ThreeRealNodes.class.getResourceAsStream("three-real-nodes.yaml")) {
            var file = plane.dir().resolve("three-real-nodes.yaml");
            Files.writeString(file, new String(manifest.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("$SHARED", shared.toString()).replace("$IMAGE", RealNode.IMAGE));
            plane.kubectl("create", "namespace", NAMESPACE);
            plane.kubectl("apply", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealNode node(String name) { return nodes.get(NODES.indexOf(name)); }

    // What is to hold: the difference to it, "" if there is none.

    private String writesOn(String node) {
        return differs("active node", groups.activeNode(GROUP), node)
                + differs("its Ready", groups.status(GROUP, "Ready"), "True")
                + differs("nodes of its pods", groups.nodes(GROUP), Set.of(node))
                + differs("who wrote last", writes.last().node(), node);
    }

    private static double seconds(Duration duration) { return duration.toMillis() / 1000.0; }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
        powerSwitch.close();
        nodes.forEach(RealNode::close);
    }
}
