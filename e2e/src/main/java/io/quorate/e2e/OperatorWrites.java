package io.quorate.e2e;

import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator has written since a mark in the audit log, its own Lease left out. */
record OperatorWrites(AuditLog audit, long mark, String operatorNamespace) {

    /** The writes to anything of a group, which has its name in theirs; "" if there are none. */
    String to(String namespace, String group) {
        return all().filter(w -> namespace.equals(w.namespace()) && Objects.toString(w.name(), "").contains(group))
                .map(w -> w.verb() + " " + w.resource() + "/" + (w.subresource().isEmpty() ? "" : w.subresource() + "/")
                        + w.name())
                .collect(Collectors.joining(", "));
    }

    /** Their number, and how many for each kind of object. */
    String summary() {
        var kinds = all().collect(
                Collectors.groupingBy(w -> w.resource() + (w.subresource().isEmpty() ? "" : "/" + w.subresource()),
                        TreeMap::new, Collectors.counting()));
        var number = kinds.values().stream().mapToLong(Long::longValue).sum();
        return "%3d writes (%s)".formatted(number, kinds.entrySet().stream().map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")));
    }

    private Stream<AuditLog.Write> all() {
        return audit.since(mark).stream()
                .filter(w -> w.user().startsWith("system:serviceaccount:" + operatorNamespace + ":"))
                .filter(w -> !w.resource().equals("leases"));
    }
}
