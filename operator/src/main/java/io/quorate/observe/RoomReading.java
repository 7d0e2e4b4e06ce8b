package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.core.Declaration;
import io.quorate.core.FailoverPolicy;
import io.quorate.core.NodeRecord;
import io.quorate.core.NodeSight;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What owners have for a group: room, and nothing that keeps its pods off. The pods of an owner are listed only for a
 * group that asks for something, or that goes where the load is least; a group that does neither costs no read.
 */
final class RoomReading {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final long ALL = 1000;

    private final Api api;

    RoomReading(Api api) {
        this.api = api;
    }

    /** What one group asks for, wherever it may go. */
    final class Seeker {

        private final Declaration declared;
        private final List<Pod> pods;
        private final Set<String> asked = new TreeSet<>();
        private final Map<String, NodeSelector> volumes;

        private Seeker(Declaration declared, List<Pod> pods) {
            this.declared = declared;
            this.pods = pods;
            pods.forEach(p -> asked.addAll(PodRequests.of(p).keySet()));
            volumes = volumes(pods);
        }

        /** What the node has for it. */
        NodeSight.Room on(Node node, Optional<NodeRecord> record) {
            var barriers = Barriers.of(node, pods, volumes);
            if (asked.isEmpty() && declared.failover().kind() != FailoverPolicy.Kind.LEAST_LOADED) {
                return new NodeSight.Room(Map.of(), 0, barriers);
            }
            var all = PodRequests.thousandths(node.getStatus() == null ? null : node.getStatus().getAllocatable());
            var used = used(node.getMetadata().getName(), record);
            var free = new TreeMap<String, Long>();
            asked.forEach(what -> free.put(what,
                    Math.max(0, all.getOrDefault(what, 0L) - used.getOrDefault(what, 0L))));
            return new NodeSight.Room(free, load(all, used), barriers);
        }

        /** What everybody else counts on there: groups what was allotted to them, or what their pods ask if more. */
        private Map<String, Long> used(String node, Optional<NodeRecord> record) {
            var groups = new HashMap<String, Map<String, Long>>();
            record.map(NodeRecord::allocations).orElse(List.of()).stream()
                    .filter(a -> !a.groupUid().equals(declared.uid()))
                    .forEach(a -> groups.put(a.group(), a.requests()));
            var bound = new HashMap<String, Map<String, Long>>();
            podsBound(node).stream().filter(p -> ENDED.stream().noneMatch(e -> e.equals(p.getStatus().getPhase())))
                    .filter(p -> !group(p).equals(declared.key()))
                    .forEach(p -> bound.merge(group(p), PodRequests.of(p), RoomReading::sum));
            groups.forEach((group, allotted) -> bound.merge(group, allotted, RoomReading::larger));
            return bound.values().stream().reduce(Map.of(), RoomReading::sum);
        }
    }

    /** Without a right to the pods of other namespaces only what groups were allotted is known. */
    private List<Pod> podsBound(String node) {
        try {
            return api.podsBound(node);
        } catch (ApiException e) {
            if (e.code() == HttpURLConnection.HTTP_FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    /** @param pods of the group, whichever may yet run */
    Seeker of(Declaration declared, List<Pod> pods) {
        return new Seeker(declared, pods.stream().filter(p -> p.getMetadata().getDeletionTimestamp() == null).toList());
    }

    private static String group(Pod pod) {
        var group = Optional.ofNullable(pod.getMetadata().getLabels()).map(l -> l.get(Names.GROUP_LABEL));
        return group.map(g -> pod.getMetadata().getNamespace() + "/" + g).orElse("");
    }

    private static int load(Map<String, Long> all, Map<String, Long> used) {
        return Stream.of("cpu", "memory").filter(what -> all.getOrDefault(what, 0L) > 0)
                .mapToInt(what -> (int) Math.min(ALL, ALL * (double) used.getOrDefault(what, 0L) / all.get(what)))
                .max().orElse(0);
    }

    /** Where the volumes can be reached from; one that is not there yet, or from everywhere, is no barrier. */
    private Map<String, NodeSelector> volumes(List<Pod> pods) {
        var volumes = new TreeMap<String, NodeSelector>();
        pods.forEach(pod -> pod.getSpec().getVolumes().stream().map(v -> v.getPersistentVolumeClaim())
                .filter(Objects::nonNull).map(PersistentVolumeClaimVolumeSource::getClaimName)
                .flatMap(claim -> api.persistentVolumeClaim(pod.getMetadata().getNamespace(), claim).stream())
                .map(claim -> claim.getSpec().getVolumeName()).filter(Objects::nonNull)
                .flatMap(volume -> api.persistentVolume(volume).stream())
                .forEach(volume -> Optional.ofNullable(volume.getSpec().getNodeAffinity()).map(a -> a.getRequired())
                        .ifPresent(from -> volumes.put(volume.getMetadata().getName(), from))));
        return volumes;
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        return merged(one, other, PodRequests::sum);
    }

    private static Map<String, Long> larger(Map<String, Long> one, Map<String, Long> other) {
        return merged(one, other, Math::max);
    }

    private static Map<String, Long> merged(Map<String, Long> one, Map<String, Long> other,
            BinaryOperator<Long> how) {
        var merged = new TreeMap<>(one);
        other.forEach((what, amount) -> merged.merge(what, amount, how));
        return merged;
    }
}
