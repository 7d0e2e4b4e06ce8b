package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that a Role allows, or a request needs.
 *
 * @param namespace "" for all, and for what has none
 * @param what resource with API group and subresource, such as {@code quorate.io/resourcegroups/status}
 */
record Right(String namespace, String verb, String what) implements Comparable<Right> {

    private static final Pattern PATH = Pattern
            .compile("/(?:api|apis/(?<group>[^/]+))/[^/]+(?:/namespaces/(?<in>[^/]+))?"
                    + "/(?<resource>[a-z]+)(?:/(?<name>[^/]+))?(?:/(?<sub>[a-z]+))?");

    /** What the request needs; empty if it asks for no object. */
    static Optional<Right> of(HttpRequest request) {
        var path = PATH.matcher(request.uri().getPath());
        return path.matches()
                ? Optional.of(new Right(Objects.toString(path.group("in"), ""),
                        verb(request, path.group("name") != null),
                        what(Objects.toString(path.group("group"), ""),
                                path.group("resource") + (path.group("sub") == null ? "" : "/" + path.group("sub")))))
                : Optional.empty();
    }

    private static String verb(HttpRequest request, boolean one) {
        return switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> one
                    ? "get"
                    : Objects.toString(request.uri().getQuery(), "").contains("watch=true")
                            ? "watch"
                            : "list";
        };
    }

    private static String what(String group, String resource) {
        return group.isEmpty() ? resource : group + "/" + resource;
    }

    /** What the chart has granted a service account. */
    static Set<Right> granted(KubernetesClient client, String namespace, String account) {
        var everywhere = client.rbac().clusterRoleBindings().withLabel("helm.sh/chart").list().getItems().stream()
                .filter(b -> names(b.getSubjects(), namespace, account))
                .map(b -> client.rbac().clusterRoles().withName(b.getRoleRef().getName()).get())
                .flatMap(Right::of);
        var there = client.rbac().roleBindings().inAnyNamespace().withLabel("helm.sh/chart").list().getItems().stream()
                .filter(b -> names(b.getSubjects(), namespace, account))
                .map(b -> client.rbac().roles().inNamespace(b.getMetadata().getNamespace())
                        .withName(b.getRoleRef().getName()).get())
                .flatMap(Right::of);
        return Stream.concat(everywhere, there).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a Role or ClusterRole allows; one that gathers those of others allows nothing by itself. */
    static Stream<Right> of(HasMetadata role) {
        return switch (role) {
            case ClusterRole all when all.getAggregationRule() != null -> Stream.empty();
            case ClusterRole all -> all.getRules().stream().flatMap(rule -> of("", rule));
            case Role one -> one.getRules().stream().flatMap(rule -> of(one.getMetadata().getNamespace(), rule));
            default -> Stream.empty();
        };
    }

    private static boolean names(List<Subject> subjects, String namespace, String account) {
        return subjects.stream().anyMatch(s -> account.equals(s.getName()) && namespace.equals(s.getNamespace()));
    }

    private static Stream<Right> of(String namespace, PolicyRule rule) {
        return rule.getApiGroups().stream().flatMap(group -> rule.getResources().stream()
                .flatMap(r -> rule.getVerbs().stream().map(verb -> new Right(namespace, verb, what(group, r)))));
    }

    /** Whether what was asked is covered by this right. */
    boolean covers(Right asked) {
        return verb.equals(asked.verb) && what.equals(asked.what)
                && (namespace.isEmpty() || namespace.equals(asked.namespace));
    }

    @Override
    public int compareTo(Right other) { return toString().compareTo(other.toString()); }

    @Override
    public String toString() { return what + ": " + verb + (namespace.isEmpty() ? "" : " in " + namespace); }
}
