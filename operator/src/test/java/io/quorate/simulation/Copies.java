package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies for whoever changes something: they share with the original all that stays as it is, for what is stored is never
 * changed. Builders copy everything, however deep, and there are hundreds of changes in a schedule.
 */
final class Copies {

    private Copies() {}

    static ObjectMeta of(ObjectMeta m) {
        return new ObjectMeta(m.getAnnotations(), m.getCreationTimestamp(), m.getDeletionGracePeriodSeconds(),
                m.getDeletionTimestamp(), m.getFinalizers(), m.getGenerateName(), m.getGeneration(), m.getLabels(),
                m.getManagedFields(), m.getName(), m.getNamespace(), m.getOwnerReferences(), m.getResourceVersion(),
                m.getSelfLink(), m.getUid());
    }

    /** The same under a new version. */
    static ObjectMeta of(ObjectMeta before, String version) {
        var meta = of(before);
        meta.setResourceVersion(version);
        return meta;
    }

    static ConfigMap with(ConfigMap map, ObjectMeta meta) {
        return new ConfigMap(map.getApiVersion(), map.getBinaryData(), map.getData(), map.getImmutable(),
                map.getKind(), meta);
    }

    /** @param how changes whole fields of the metadata, not what is in them */
    static Pod with(Pod pod, Consumer<ObjectMeta> how) {
        return with(pod, pod.getStatus(), how);
    }

    static Pod with(Pod pod, PodSpec spec) {
        return new Pod(pod.getApiVersion(), pod.getKind(), of(pod.getMetadata()), spec, pod.getStatus());
    }

    static Pod with(Pod pod, PodStatus status) {
        return with(pod, status, m -> {});
    }

    static Pod with(Pod pod, PodStatus status, Consumer<ObjectMeta> how) {
        var meta = of(pod.getMetadata());
        how.accept(meta);
        return new Pod(pod.getApiVersion(), pod.getKind(), meta, pod.getSpec(), status);
    }

    static <T> List<T> and(List<T> list, T more) {
        var all = new ArrayList<>(list);
        all.add(more);
        return all;
    }

    static <T> List<T> without(List<T> list, T one) {
        var rest = new ArrayList<>(list);
        rest.remove(one);
        return rest;
    }
}
