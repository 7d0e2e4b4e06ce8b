package io.quorate.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quorate.api.v1alpha1.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Notes what the API server tells of a namespace, and judges it afterwards by the invariants; it takes no operator's
 * word. All revisions are of one etcd, so that they say what was written before what. {@link Referee} sees to the
 * containers themselves.
 */
final class Observer implements AutoCloseable {

    /** How long before a claim a vote may have been heard last: twice what a node is silent before it is down. */
    private static final Duration HEARD = Duration.ofSeconds(25);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A gate was opened. */
    private record Opening(String group, String pod, String uid, long epoch, long revision) {}

    /** What a group's record said from a revision on. */
    private record Said(String group, String groupUid, long revision, long epoch, boolean held, Instant claimed,
            Set<String> admitted, List<String> owners) {}

    private final Queue<Opening> openings = new ConcurrentLinkedQueue<>();
    private final Queue<Said> records = new ConcurrentLinkedQueue<>();
    private final Map<String, Queue<Instant>> renewals = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final AuditLog audit;
    private final String namespace;
    private final long mark;

    Observer(ControlPlane plane, String namespace) {
        this.namespace = namespace;
        audit = plane.audit();
        mark = audit.mark();
        var client = plane.client();
        informers.add(client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {}

            @Override
            public void onUpdate(Pod before, Pod pod) {
                if (Scene.gated(before) && !Scene.gated(pod)) {
                    opened(pod);
                }
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        }));
        informers.add(client.configMaps().inNamespace(namespace).withLabel(Names.RECORD_LABEL, "group")
                .inform(each(this::said)));
        informers.add(client.leases().inNamespace("kube-node-lease").inform(each(this::renewed)));
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> each(Consumer<T> what) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) { what.accept(object); }

            @Override
            public void onUpdate(T before, T object) { what.accept(object); }

            @Override
            public void onDelete(T object, boolean unknown) {}
        };
    }

    private void opened(Pod pod) {
        var meta = pod.getMetadata();
        var group = meta.getLabels().get(Names.GROUP_LABEL);
        if (group != null) {
            openings.add(new Opening(group, meta.getName(), meta.getUid(),
                    epoch(meta.getAnnotations()), revision(pod)));
        }
    }

    private static long epoch(Map<String, String> annotations) {
        return annotations == null ? 0 : Long.parseLong(annotations.getOrDefault(Names.EPOCH, "0"));
    }

    private void said(ConfigMap record) {
        var data = record.getData();
        var claim = json(data.get("claim"));
        var admitted = new HashSet<String>();
        json(data.get("instances")).forEach(i -> admitted.add(i.path("podUID").asText()));
        var owners = StreamSupport.stream(json(data.get("owners")).path("committed").spliterator(), false)
                .map(JsonNode::asText).toList();
        records.add(new Said(data.get("group"), data.get("groupUID"), revision(record),
                Long.parseLong(data.get("epoch")), claim.path("state").asText().equals("Held"),
                claim.has("time") ? Instant.parse(claim.get("time").asText()) : Instant.EPOCH, admitted, owners));
    }

    private void renewed(Lease lease) {
        if (lease.getMetadata().getName().startsWith(namespace + "-") && lease.getSpec().getRenewTime() != null) {
            renewals.computeIfAbsent(lease.getMetadata().getName(), n -> new ConcurrentLinkedQueue<>())
                    .add(lease.getSpec().getRenewTime().toInstant());
        }
    }

    /** What broke an invariant, in words. */
    List<String> fouls() {
        return Stream.of(openedWithoutClaim(), claimedWithoutQuorum(), epochsThatFell(), foreignWrites())
                .flatMap(Collection::stream).toList();
    }

    private List<String> openedWithoutClaim() {
        return openings.stream().filter(o -> last(o.group(), o.revision())
                .filter(s -> s.held() && s.epoch() == o.epoch() && s.admitted().contains(o.uid())).isEmpty())
                .map(o -> "opened without a claim: " + o).toList();
    }

    private Optional<Said> last(String group, long before) {
        return records.stream().filter(s -> s.group().equals(group) && s.revision() < before)
                .max(Comparator.comparingLong(Said::revision));
    }

    private List<String> claimedWithoutQuorum() {
        return records.stream().filter(s -> s.held() && !s.owners().isEmpty())
                .filter(s -> last(s.group(), s.revision()).filter(l -> l.epoch() >= s.epoch()).isEmpty())
                .filter(s -> s.owners().stream().filter(n -> heard(n, s.claimed())).count() <= s.owners().size() / 2)
                .map(s -> "claimed without quorum: " + s).toList();
    }

    private boolean heard(String node, Instant when) {
        return renewals.getOrDefault(node, new ConcurrentLinkedQueue<>()).stream()
                .anyMatch(t -> t.isBefore(when.plus(HEARD)) && t.isAfter(when.minus(HEARD)));
    }

    private List<String> epochsThatFell() {
        return records.stream().filter(s -> records.stream().anyMatch(b -> b.groupUid().equals(s.groupUid())
                && b.revision() < s.revision() && b.epoch() > s.epoch())).map(s -> "the epoch fell: " + s).toList();
    }

    private List<String> foreignWrites() {
        return audit.since(mark).stream()
                .filter(w -> w.namespace().equals(namespace) && w.succeeded() && w.resource().equals("configmaps"))
                .filter(w -> w.name().startsWith("quorate-group-") || w.name().startsWith("node-"))
                .filter(w -> !w.user().equals("system:serviceaccount:" + Cluster.INSTALLED + ":quorate")
                        && !w.user().startsWith("system:serviceaccount:kube-system:"))
                .map(w -> "a foreign write: " + w).toList();
    }

    private static long revision(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() { informers.forEach(SharedIndexInformer::close); }
}
