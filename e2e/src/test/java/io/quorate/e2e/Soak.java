package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quorate.api.v1alpha1.HistoryEntry;
import io.quorate.api.v1alpha1.PhasesStatus;
import io.quorate.e2e.SoakPlan.Event;
import io.quorate.e2e.SoakPlan.Trouble;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Twenty nodes that a Job can switch off, forty groups and two operators, to whom everything happens that a
 * {@link SoakPlan} says. Who has nothing to do with it comes back by itself: nodes that were switched off, operators that
 * ended.
 */
final class Soak implements AutoCloseable {

    static final int NODES = 20;
    static final int GROUPS = 40;
    private static final int OPERATORS = 2;
    private static final String NAMESPACE = "soak";
    private static final String METHOD = """
            apiVersion: quorate.io/v1alpha1
            kind: FencingMethod
            metadata: {name: power-switch}
            spec: {order: 10, type: Job, timeout: 1m, job: {podTemplate: power-switch}}
            ---
            apiVersion: v1
            kind: PodTemplate
            metadata: {name: power-switch, namespace: %s}
            template:
              spec:
                restartPolicy: Never
                containers: [{name: agent, image: none}]
            """.formatted(Cluster.INSTALLED);
    private static final String RELOCATION = """
            apiVersion: quorate.io/v1alpha1
            kind: Relocation
            metadata: {generateName: %1$s-, namespace: soak}
            spec: {group: %1$s, awayFrom: %2$s, until: "%3$s"}
            """;

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final Groups groups;
    private final List<KwokNode> nodes;
    private final List<OperatorProcess> operators;
    private final Random random;
    /** Nodes that are off or hang because the plan says so. */
    private final Set<KwokNode> down = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService hands = Executors.newScheduledThreadPool(6);
    private final Map<Trouble, Integer> struck = Collections.synchronizedMap(new EnumMap<>(Trouble.class));
    private final Queue<String> missed = new ConcurrentLinkedQueue<>();
    private final StandInAgent agent;
    private final Referee referee;
    private final Observer observer;

    Soak(ControlPlane plane, long seed) {
        this.plane = plane;
        client = plane.client();
        groups = new Groups(client, NAMESPACE);
        random = new Random(seed);
        nodes = IntStream.rangeClosed(1, NODES)
                .mapToObj(i -> new KwokNode(plane, "soak-n%02d".formatted(i), Duration.ofSeconds(2))).toList();
        KwokNode.bootAll(nodes);
        plane.kubectl("create", "namespace", NAMESPACE);
        agent = new StandInAgent(plane, Cluster.INSTALLED,
                nodes.stream().collect(Collectors.toMap(KwokNode::name, Function.identity())));
        referee = new Referee(client, NAMESPACE, nodes);
        observer = new Observer(plane, NAMESPACE);
        apply(METHOD);
        IntStream.rangeClosed(1, GROUPS).mapToObj("g%02d"::formatted).forEach(this::createGroup);
        operators = new ArrayList<>(Stream.generate(this::operator).limit(OPERATORS).toList());
    }

    private void apply(String manifest) {
        client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).create();
    }

    private void createGroup(String name) {
        var owners = new ArrayList<>(nodes.stream().map(KwokNode::name).toList());
        Collections.shuffle(owners, random);
        var few = owners.subList(0, random.nextInt(4) == 0 ? 5 : 3);
        apply(Scene.GROUP.replace("{name: db}", "{name: " + name + ", namespace: soak}").replace("$1, $2, $3",
                String.join(", ", few)));
        apply(Scene.STATEFUL_SET.replace("{name: db}", "{name: db, namespace: soak}").replace(": db", ": " + name));
    }

    private OperatorProcess operator() {
        return OperatorProcess.start(plane, Cluster.INSTALLED, Map.of("QUORATE_WATCH_NAMESPACES", NAMESPACE,
                "QUORATE_NODE_DOWN_AFTER", "12s", "QUORATE_MASS_SILENCE_DELAY", "15s", "QUORATE_KUBELET_MANAGERS",
                "kubelet,kwok"));
    }

    /** Lets everything happen in its time, and then brings back all that is away. */
    void play(List<Event> plan) throws InterruptedException {
        hands.scheduleWithFixedDelay(() -> attempt("to bring back what ended", this::bringBack), 1, 2,
                TimeUnit.SECONDS);
        for (var event : plan) {
            hands.schedule(() -> attempt(event.toString(), () -> begin(event)), event.at().toMillis(),
                    TimeUnit.MILLISECONDS);
            hands.schedule(() -> attempt("the end of " + event, () -> end(event)), event.ends().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        var last = plan.stream().map(Event::ends).max(Duration::compareTo).orElseThrow();
        hands.schedule(hands::shutdown, last.toMillis() + 1, TimeUnit.MILLISECONDS);
        if (!hands.awaitTermination(last.plus(Scene.PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end");
        }
        nodes.forEach(KwokNode::resume);
        bringBack();
    }

    /** While the API server is away much cannot be done; that is part of it. */
    private void attempt(String what, Runnable doing) {
        try {
            doing.run();
        } catch (RuntimeException e) {
            missed.add(what + ": " + e.getMessage());
        }
    }

    private void begin(Event event) {
        struck.merge(event.trouble(), 1, Integer::sum);
        switch (event.trouble()) {
            case NODE_CRASHES -> crash(event.number());
            case NODE_HANGS -> {
                down.add(nodes.get(event.number()));
                nodes.get(event.number()).hang();
            }
            case NODE_REBOOTS -> nodes.get(event.number()).crash();
            case NODE_IS_DELETED -> {
                crash(event.number());
                client.nodes().withName(nodes.get(event.number()).name()).delete();
            }
            case NODE_IS_CORDONED -> cordon(nodes.get(event.number()).name(), true);
            case OPERATOR_IS_KILLED -> operators.get(event.number()).kill();
            case OPERATOR_IS_PAUSED -> operators.get(event.number()).signal("STOP");
            case POD_IS_DELETED -> client.pods().resource(pod(event.number())).delete();
            case POD_IS_FORCED -> client.pods().resource(pod(event.number())).withGracePeriod(0).delete();
            case GROUP_IS_MOVED -> apply(RELOCATION.formatted(name(event.number()),
                    groups.activeNode(name(event.number())), Instant.now().plusSeconds(30)));
            case API_SERVER_IS_AWAY -> plane.stopApiServer();
            case ETCD_RESTARTS -> plane.stopEtcd();
        }
    }

    private void end(Event event) {
        switch (event.trouble()) {
            case NODE_CRASHES, NODE_IS_DELETED -> down.remove(nodes.get(event.number()));
            case NODE_HANGS -> {
                nodes.get(event.number()).resume();
                down.remove(nodes.get(event.number()));
            }
            case NODE_IS_CORDONED -> cordon(nodes.get(event.number()).name(), false);
            case OPERATOR_IS_PAUSED -> operators.get(event.number()).signal("CONT");
            case API_SERVER_IS_AWAY -> plane.startApiServer();
            case ETCD_RESTARTS -> plane.startEtcd();
            case NODE_REBOOTS, OPERATOR_IS_KILLED, POD_IS_DELETED, POD_IS_FORCED, GROUP_IS_MOVED -> {
                // What ended comes back by itself.
            }
        }
    }

    private void cordon(String node, boolean on) {
        client.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"unschedulable\":" + on + "}}");
    }

    private void crash(int number) {
        down.add(nodes.get(number));
        nodes.get(number).crash();
    }

    private synchronized void bringBack() {
        for (var number = 0; number < OPERATORS; number++) {
            if (!operators.get(number).alive()) {
                operators.set(number, operator());
            }
        }
        nodes.stream().filter(n -> !n.running() && !down.contains(n)).forEach(KwokNode::boot);
        nodes.stream().filter(n -> n.running() && !down.contains(n)).forEach(KwokNode::sync);
    }

    private static String name(int number) { return "g%02d".formatted(number + 1); }

    private Pod pod(int number) { return groups.pods(name(number)).getFirst(); }

    /** What somebody does who looks after the nodes: brings back what is away, and takes cordons off. */
    void mend() {
        bringBack();
        client.nodes().list().getItems().stream().filter(n -> Boolean.TRUE.equals(n.getSpec().getUnschedulable()))
                .forEach(n -> cordon(n.getMetadata().getName(), false));
    }

    /** What is not as it should be; empty if every group is active. */
    List<String> unwell() {
        return groups.all().stream().map(g -> g.getMetadata().getName())
                .filter(g -> !groups.status(g, "Ready").equals("True"))
                .map(g -> g + ": " + groups.reason(g, "Ready") + ", " + groups.message(g, "Ready")).toList();
    }

    /** What broke an invariant, in words. */
    List<String> fouls() {
        return Stream.of(referee.fouls(), observer.fouls()).flatMap(List::stream).toList();
    }

    /** What happened, and how long the moves took that a node's loss made. */
    String report() {
        var moves = groups.all().stream().flatMap(g -> g.getStatus().history().stream())
                .filter(h -> "Failover".equals(h.action()) && h.duration() != null && h.duration().total() != null)
                .toList();
        return "struck: " + struck + "\ncould not be done at its time: " + missed.size()
                + "\nfailovers told in the histories: " + moves.size()
                + spread(" noticed after", moves, PhasesStatus::detect)
                + spread(" proven after", moves, PhasesStatus::stop) + spread(" started in", moves, PhasesStatus::start)
                + spread(" in all", moves, PhasesStatus::total);
    }

    private static String spread(String what, List<HistoryEntry> moves,
            Function<PhasesStatus, String> part) {
        var seconds = moves.stream().map(HistoryEntry::duration).map(part).filter(s -> s != null)
                .map(s -> Integer.parseInt(s.replace("s", ""))).sorted().toList();
        return seconds.isEmpty()
                ? ""
                : "\n " + what + ": " + seconds.getFirst() + " to " + seconds.getLast()
                        + " s, half within " + seconds.get(seconds.size() / 2) + " s, nine of ten within "
                        + seconds.get(seconds.size() * 9 / 10) + " s";
    }

    @Override
    public void close() {
        hands.shutdownNow();
        operators.forEach(OperatorProcess::kill);
        agent.close();
        referee.close();
        observer.close();
        nodes.forEach(KwokNode::close);
    }
}
