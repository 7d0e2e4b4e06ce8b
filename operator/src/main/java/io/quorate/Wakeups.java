package io.quorate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.quorate.api.v1alpha1.AfterGroupSpec;
import io.quorate.api.v1alpha1.ConstraintsSpec;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.InDoubt;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NeighbourSpec;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
import io.quorate.observe.Heartbeats;
import io.quorate.observe.Silence;
import io.quorate.record.ClusterRecords;
import io.quorate.report.Events;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to look at a group: its pods, its record, one of its nodes has changed, or a node has fallen silent or is heard
 * again. Only groups that list the node are woken; a Lease that is renewed as ever wakes nobody.
 */
final class Wakeups implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
    private static final String BY_NODE = "by-node";
    private static final String BY_NEIGHBOUR = "by-neighbour";
    private static final String NODE_LEASES = "kube-node-lease";
    private static final Duration CONTACT = Duration.ofSeconds(2);
    private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();

    private final KubernetesClient client;
    private final Settings settings;
    private final Heartbeats heartbeats;
    private final Silence silence;
    private final Strays strays;
    private final ClusterRecords clusterRecords;
    private final SimpleInboundEventSource<ResourceGroup> heard = new SimpleInboundEventSource<>("heartbeats");
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2,
            Thread.ofPlatform().daemon().name("heartbeats-", 0).factory());
    private final AtomicReference<InformerEventSource<Node, ResourceGroup>> members = new AtomicReference<>();
    private IndexerResourceCache<ResourceGroup> groups;
    private InformerEventSource<Relocation, ResourceGroup> relocations;
    private final AtomicReference<SharedIndexInformer<Lease>> leases = new AtomicReference<>();
    private volatile Optional<Long> asked = Optional.empty();

    Wakeups(KubernetesClient client, Settings settings, Heartbeats heartbeats, Events events,
            ClusterRecords clusterRecords) {
        this.client = client;
        this.clusterRecords = clusterRecords;
        this.strays = new Strays(events, clock);
        this.settings = settings;
        this.heartbeats = heartbeats;
        this.silence = new Silence(heartbeats);
    }

    List<EventSource<?, ResourceGroup>> sources(EventSourceContext<ResourceGroup> context) {
        groups = context.getPrimaryCache();
        groups.addIndexer(BY_NODE, Wakeups::concerned);
        groups.addIndexer(BY_NEIGHBOUR, g -> named(g).map(Wakeups::key).toList());
        var pods = InformerEventSourceConfiguration.from(Pod.class, ResourceGroup.class).withName("pods")
                .withLabelSelector(Names.GROUP_LABEL)
                .withSecondaryToPrimaryMapper(this::groupOf).withNamespacesInheritedFromController().build();
        var records = InformerEventSourceConfiguration.from(ConfigMap.class, ResourceGroup.class).withName("records")
                .withLabelSelector(Names.RECORD_LABEL + "=group")
                .withSecondaryToPrimaryMapper(Wakeups::owner).withNamespacesInheritedFromController().build();
        relocations = relocations(context);
        return List.of(relocations, new InformerEventSource<>(pods, context),
                new InformerEventSource<>(records, context),
                nodes(context), fences(context), methods(context), heard);
    }

    /** Nodes that the group lists, and those on which it has an instance in doubt. */
    private static List<String> concerned(ResourceGroup group) {
        var listed = group.getSpec() == null || group.getSpec().nodes() == null
                ? List.<String>of()
                : group.getSpec().nodes();
        var doubtful = group.getStatus() == null || group.getStatus().inDoubt() == null
                ? Stream.<String>empty()
                : group.getStatus().inDoubt().stream().map(InDoubt::node).filter(Objects::nonNull);
        return Stream.concat(listed.stream(), doubtful).distinct().toList();
    }

    /** What was asked does not change; how it stands, the group itself has said. */
    private static InformerEventSource<Relocation, ResourceGroup> relocations(
            EventSourceContext<ResourceGroup> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Relocation.class, ResourceGroup.class).withName("relocations")
                        .withOnUpdateFilter((next, before) -> next.getMetadata().getDeletionTimestamp() != null)
                        .withSecondaryToPrimaryMapper(r -> Set
                                .of(new ResourceID(r.getSpec().group(), r.getMetadata().getNamespace())))
                        .withNamespacesInheritedFromController().build(),
                context);
    }

    /** Whether there is any request to move the group by hand. */
    boolean relocated(ResourceGroup group) {
        return !relocations.getSecondaryResources(group).isEmpty();
    }

    private InformerEventSource<NodeFence, ResourceGroup> fences(EventSourceContext<ResourceGroup> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(NodeFence.class, ResourceGroup.class).withName("fences")
                        .withWatchAllNamespaces()
                        .withSecondaryToPrimaryMapper(f -> listing(f.getSpec().node())).build(),
                context);
    }

    /** Whether a node can be fenced concerns everybody; methods change once in a long while. */
    private InformerEventSource<FencingMethod, ResourceGroup> methods(EventSourceContext<ResourceGroup> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(FencingMethod.class, ResourceGroup.class).withName("methods")
                        .withWatchAllNamespaces().withSecondaryToPrimaryMapper(m -> groups.list()
                                .map(ResourceID::fromResource).collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private InformerEventSource<Node, ResourceGroup> nodes(EventSourceContext<ResourceGroup> context) {
        var membership = new Membership(clusterRecords, clock, this::nodes);
        var nodes = InformerEventSourceConfiguration.from(Node.class, ResourceGroup.class).withName("nodes")
                .withWatchAllNamespaces()
                .withOnUpdateFilter(Wakeups::matters).withSecondaryToPrimaryMapper(n -> {
                    membership.changed();
                    return listing(n.getMetadata().getName());
                }).build();
        members.set(new InformerEventSource<>(nodes, context));
        return members.get();
    }

    /** All of the cluster, as last heard; none before it has begun to listen. */
    List<Node> nodes() {
        return Optional.ofNullable(members.get()).map(m -> m.list().toList()).orElse(List.of());
    }

    private Set<ResourceID> groupOf(Pod pod) {
        strays.seen(pod, p -> groups.get(groupId(p)).isPresent());
        return Set.of(groupId(pod));
    }

    private static ResourceID groupId(Pod pod) {
        return new ResourceID(pod.getMetadata().getLabels().get(Names.GROUP_LABEL), pod.getMetadata().getNamespace());
    }

    private static Set<ResourceID> owner(HasMetadata record) {
        return record.getMetadata().getOwnerReferences().stream().filter(o -> o.getKind().equals("ResourceGroup"))
                .map(o -> new ResourceID(o.getName(), record.getMetadata().getNamespace())).collect(Collectors.toSet());
    }

    /** A kubelet posts its status every few minutes and at each change; most of that says nothing new to a group. */
    private static boolean matters(Node next, Node before) {
        return !facts(next).equals(facts(before));
    }

    private static List<Object> facts(Node node) {
        var status = Optional.ofNullable(node.getStatus());
        var ready = status.stream().flatMap(s -> s.getConditions().stream()).filter(c -> c.getType().equals("Ready"))
                .map(c -> c.getStatus()).findFirst();
        var boot = status.map(s -> s.getNodeInfo()).map(i -> i.getBootID());
        return List.of(node.getMetadata().getUid(), ready, boot, Optional.ofNullable(node.getSpec().getUnschedulable()),
                node.getSpec().getTaints().stream()
                        .map(t -> Objects.toString(t.getKey()) + Objects.toString(t.getValue())).toList());
    }

    private Set<ResourceID> listing(String node) {
        return groups.byIndex(BY_NODE, node).stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    /** The groups that its constraints name. */
    private static Stream<ResourceID> named(ResourceGroup group) {
        var constraints = Optional.ofNullable(group.getSpec()).map(ResourceGroupSpec::constraints);
        var after = constraints.map(ConstraintsSpec::startAfter).orElse(List.of()).stream().map(AfterGroupSpec::group);
        var beside = Stream.of(constraints.map(ConstraintsSpec::sameNode), constraints.map(
                ConstraintsSpec::differentNode)).flatMap(l -> l.orElse(List.of()).stream()).map(NeighbourSpec::group);
        return Stream.concat(after, beside).map(n -> new ResourceID(n, group.getMetadata().getNamespace()));
    }

    private static String key(ResourceID group) { return group.getNamespace().orElse("") + "/" + group.getName(); }

    /** A group has changed: those that it names in its constraints, and those that name it, look again. */
    void neighbours(ResourceGroup group) {
        var naming = groups.byIndex(BY_NEIGHBOUR, key(ResourceID.fromResource(group))).stream()
                .map(ResourceID::fromResource);
        Stream.concat(named(group), naming).distinct().forEach(heard::propagateEvent);
    }

    private void wake(String node) {
        if (groups != null) {
            listing(node).forEach(heard::propagateEvent);
        }
    }

    /** Begins to listen to the nodes' Leases. */
    void start() {
        leases.set(client.leases().inNamespace(NODE_LEASES).runnableInformer(0)
                .exceptionHandler((started, error) -> true).addEventHandler(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Lease lease) { renewed(lease); }

                    @Override
                    public void onUpdate(Lease before, Lease lease) { renewed(lease); }

                    @Override
                    public void onDelete(Lease lease, boolean unknown) {
                        heartbeats.gone(lease.getMetadata().getName());
                    }
                }));
        leases.get().start();
        clock.scheduleWithFixedDelay(() -> silence.changed().forEach(this::wake), 250, 250, TimeUnit.MILLISECONDS);
        clock.execute(this::contact);
    }

    private void renewed(Lease lease) {
        if (heartbeats.told(lease)) {
            wake(lease.getMetadata().getName());
        }
    }

    /** Whether the API server can be reached at all, without which silence means nothing; and its revision. */
    private void contact() {
        var asked = heartbeats.asking();
        this.asked = Optional.of(System.nanoTime());
        try {
            var revision = client.leases().inNamespace(NODE_LEASES).list(ONE).getMetadata().getResourceVersion();
            heartbeats.contact(asked, Long.parseLong(revision));
        } catch (KubernetesClientException e) {
            LOG.warn("the API server does not answer: {}", e.getMessage());
        } finally {
            // A slow answer must not look like a gap: the next question comes two seconds after the last one was put.
            var took = heartbeats.asking() - asked;
            clock.schedule(this::contact, Math.max(0, CONTACT.toNanos() - took), TimeUnit.NANOSECONDS);
        }
    }

    /** How long ago it was asked last whether the API server answers; zero before the first time. */
    Duration sinceAsked() {
        return asked.map(a -> Duration.ofNanos(System.nanoTime() - a)).orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        Optional.ofNullable(leases.get()).ifPresent(SharedIndexInformer::close);
    }
}
