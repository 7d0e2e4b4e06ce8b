package io.quorate.e2e;

import io.quorate.api.v1alpha1.ResourceGroup;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Collectors;

/** The groups as a table, printed whenever it has changed. */
final class Table {

    private final ControlPlane plane;
    private String shown = "";

    Table(ControlPlane plane) {
        this.plane = plane;
    }

    void show() {
        var next = plane.client().resources(ResourceGroup.class).inAnyNamespace().list().getItems().stream()
                .sorted(Comparator.comparing(g -> g.getMetadata().getName())).map(Table::line)
                .collect(Collectors.joining("\n"));
        if (!next.equals(shown) && !next.isEmpty()) {
            shown = next;
            System.out.printf("%n      %-8s%-8s%-7s%-7s%-9s%s%n%s%n%n", "GROUP", "ACTIVE", "EPOCH", "VOTES", "READY",
                    "REASON", next);
        }
    }

    private static String line(ResourceGroup group) {
        var status = group.getStatus();
        if (status == null) {
            return "      " + group.getMetadata().getName();
        }
        var ready = status.conditions().stream().filter(c -> c.getType().equals("Ready")).findFirst().orElseThrow();
        return "      %-8s%-8s%-7s%-7s%-9s%s".formatted(group.getMetadata().getName(),
                Objects.requireNonNullElse(status.activeNode(), "-"), status.epoch(),
                status.quorum().summary(), ready.getStatus(), ready.getReason());
    }
}
