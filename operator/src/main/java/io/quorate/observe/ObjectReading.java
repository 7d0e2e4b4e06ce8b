package io.quorate.observe;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.quorate.api.v1alpha1.ObjectRefSpec;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether an object is ready that a group waits for and that has no pods of the group: by what most kinds have in
 * common (kstatus), a Service by its endpoints, a PersistentVolumeClaim by its phase.
 */
final class ObjectReading {

    private static final Set<String> TRUE_IF_READY = Set.of("Ready", "Available");
    private static final Set<String> FALSE_IF_READY = Set.of("Stalled", "Reconciling");

    private final Api api;

    ObjectReading(Api api) {
        this.api = api;
    }

    Readiness of(String namespace, ObjectRefSpec ref) {
        var what = ref.kind() + " " + ref.name();
        try {
            var problem = api.object(ref.apiVersion(), ref.kind(), namespace, ref.name())
                    .map(o -> problem(namespace, ref, o)).orElse(Optional.of("does not exist; create it"));
            return new Readiness(problem.isEmpty(), problem.map(p -> what + " " + p).orElse(""));
        } catch (ApiException e) {
            if (e.code() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return new Readiness(false, what + " may not be read by Quorate: allow get of its kind in a ClusterRole"
                    + " labelled quorate.io/watched: \"true\"");
        }
    }

    private Optional<String> problem(String namespace, ObjectRefSpec ref, GenericKubernetesResource object) {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("is being deleted");
        }
        return switch (ref.apiVersion() + " " + ref.kind()) {
            case "v1 Service" -> service(namespace, object);
            case "v1 PersistentVolumeClaim" -> "Bound".equals(object.get("status", "phase"))
                    ? Optional.empty()
                    : Optional.of("is not bound to a volume yet");
            default -> unobserved(object).or(() -> conditions(object).flatMap(c -> wrong(c).stream()).findFirst());
        };
    }

    private Optional<String> service(String namespace, GenericKubernetesResource service) {
        var elsewhere = "ExternalName".equals(service.get("spec", "type"));
        return elsewhere || api.endpointSlices(namespace, service.getMetadata().getName()).stream()
                .flatMap(s -> Optional.ofNullable(s.getEndpoints()).orElse(List.of()).stream())
                .anyMatch(ObjectReading::serves) ? Optional.empty() : Optional.of("has no ready endpoint");
    }

    /** Unknown is to be taken for ready, says the API. */
    private static boolean serves(Endpoint endpoint) {
        return endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    private static Optional<String> unobserved(GenericKubernetesResource object) {
        return object.get("status", "observedGeneration") instanceof Number seen
                && object.getMetadata().getGeneration() != null
                && seen.longValue() < object.getMetadata().getGeneration()
                        ? Optional.of("has changed, and its controller has not seen that yet")
                        : Optional.empty();
    }

    private static Stream<Map<?, ?>> conditions(GenericKubernetesResource object) {
        return object.get("status", "conditions") instanceof List<?> all
                ? all.stream().<Map<?, ?>>mapMulti((one, found) -> {
                    if (one instanceof Map<?, ?> condition) {
                        found.accept(condition);
                    }
                })
                : Stream.empty();
    }

    private static Optional<String> wrong(Map<?, ?> condition) {
        var holds = "True".equals(condition.get("status"));
        var type = String.valueOf(condition.get("type"));
        return TRUE_IF_READY.contains(type) && !holds || FALSE_IF_READY.contains(type) && holds
                ? Optional.of("says " + type + "=" + condition.get("status") + " " + condition.get("reason"))
                : Optional.empty();
    }
}
