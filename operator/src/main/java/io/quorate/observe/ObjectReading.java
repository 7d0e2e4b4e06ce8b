package io.quorate.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.quorate.api.v1alpha1.ObjectRefSpec;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether an object is ready that a group waits for and that has no pods of the group: by what most kinds have in
 * common (kstatus), a Service by its endpoints, a PersistentVolumeClaim by its phase; or by an expression of the group's.
 */
final class ObjectReading {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> TRUE_IF_READY = Set.of("Ready", "Available");
    private static final Set<String> FALSE_IF_READY = Set.of("Stalled", "Reconciling");

    private final Api api;
    private final Expressions expressions = new Expressions(Expressions.Variable.OBJECT);

    ObjectReading(Api api) {
        this.api = api;
    }

    /** @throws Expressions.Invalid if the resource's expression cannot be compiled */
    Readiness of(String namespace, ResourceSpec resource) throws Expressions.Invalid {
        var ref = resource.ref();
        var what = ref.kind() + " " + ref.name();
        try {
            var found = api.object(ref.apiVersion(), ref.kind(), namespace, ref.name());
            var problem = found.isEmpty()
                    ? Optional.of("does not exist; create it")
                    : problem(namespace, resource, found.get());
            return new Readiness(problem.isEmpty(), problem.map(p -> what + " " + p).orElse(""));
        } catch (ApiException e) {
            if (e.code() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return new Readiness(false, what + " may not be read by Quorate: allow get of its kind in a ClusterRole"
                    + " labelled quorate.io/watched: \"true\"");
        }
    }

    private Optional<String> problem(String namespace, ResourceSpec resource, GenericKubernetesResource object)
            throws Expressions.Invalid {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("is being deleted");
        }
        return resource.readiness() == null
                ? byKind(namespace, resource.ref(), object)
                : byExpression(resource.readiness().expression(), object);
    }

    private Optional<String> byExpression(String expression, GenericKubernetesResource object)
            throws Expressions.Invalid {
        try {
            return expressions.holds(expression, tree(MAPPER.valueToTree(object)))
                    ? Optional.empty()
                    : Optional.of("does not meet its readiness expression yet");
        } catch (Expressions.Unanswered e) {
            return Optional.of("does not meet its readiness expression yet: " + e.getMessage());
        }
    }

    /** As CEL knows values: its whole numbers are longs. */
    private static Object tree(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> node.properties().stream().filter(e -> !e.getValue().isNull())
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> tree(e.getValue())));
            case ARRAY -> node.valueStream().filter(n -> !n.isNull()).map(ObjectReading::tree).toList();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
            default -> node.asText();
        };
    }

    private Optional<String> byKind(String namespace, ObjectRefSpec ref, GenericKubernetesResource object) {
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
