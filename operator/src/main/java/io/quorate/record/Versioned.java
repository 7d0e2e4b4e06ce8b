package io.quorate.record;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Optional;

/**
 * What was read, and the uid and resourceVersion it had: a write of what follows from it holds only while that is still
 * so. Both are absent if there was nothing.
 */
public record Versioned<T>(T value, Optional<String> uid, Optional<String> version) {

    static <T> Versioned<T> of(T value, Optional<ConfigMap> map) {
        var meta = map.map(ConfigMap::getMetadata);
        return new Versioned<>(value, meta.map(ObjectMeta::getUid), meta.map(ObjectMeta::getResourceVersion));
    }
}
