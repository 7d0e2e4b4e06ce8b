package io.quorate;

import io.fabric8.kubernetes.client.utils.Serialization;

/** Kubernetes objects as people write them, YAML in flow style included. */
public final class Manifests {

    private Manifests() {}

    public static <T> T read(String yaml, Class<T> type) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }
}
