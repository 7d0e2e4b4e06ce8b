package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quorate.api.v1alpha1.ResourceGroup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the API says of the groups of one namespace. What a group has not is "". */
record Groups(KubernetesClient client, String namespace) {

    List<ResourceGroup> all() {
        return client.resources(ResourceGroup.class).inNamespace(namespace).list().getItems();
    }

    private ResourceGroup group(String name) {
        return client.resources(ResourceGroup.class).inNamespace(namespace).withName(name).get();
    }

    String activeNode(String group) {
        return Objects.requireNonNullElse(group(group).getStatus().activeNode(), "");
    }

    long epoch(String group) { return group(group).getStatus().epoch(); }

    /** On what its last move rested. */
    String evidence(String group) {
        return group(group).getStatus().history().getFirst().evidence();
    }

    /** How long its last move took, in its parts. */
    String phases(String group) {
        var phases = group(group).getStatus().history().getFirst().duration();
        return "loss noticed after " + phases.detect() + ", stop proven after " + phases.stop() + " more, ready after "
                + phases.start() + " more; " + phases.total() + " in all";
    }

    String votes(String group) { return group(group).getStatus().quorum().summary(); }

    String status(String group, String condition) { return of(group, condition).map(Condition::getStatus).orElse(""); }

    String reason(String group, String condition) { return of(group, condition).map(Condition::getReason).orElse(""); }

    String message(String group, String condition) {
        return of(group, condition).map(Condition::getMessage).orElse("");
    }

    private Optional<Condition> of(String group, String condition) {
        return group(group).getStatus().conditions().stream().filter(c -> c.getType().equals(condition)).findFirst();
    }

    List<Pod> pods(String group) {
        return client.pods().inNamespace(namespace).withLabel("quorate.io/group", group).list().getItems();
    }

    /** Where its pods are, those that wait at the gate left out. */
    Set<String> nodes(String group) {
        return pods(group).stream().map(p -> p.getSpec().getNodeName()).filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** The reasons of the events that tell of it, sorted; the audit log does not say of what an event is. */
    List<String> told(String group) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getKind().equals("ResourceGroup"))
                .filter(e -> e.getInvolvedObject().getName().equals(group)).map(Event::getReason).sorted().toList();
    }

    /** The version of each group's record. */
    Map<String, String> records() {
        return client.configMaps().inNamespace(namespace).withLabel("quorate.io/record", "group").list().getItems()
                .stream().collect(Collectors.toMap(m -> m.getData().get("group"),
                        m -> m.getMetadata().getResourceVersion(), (a, b) -> a, TreeMap::new));
    }
}
