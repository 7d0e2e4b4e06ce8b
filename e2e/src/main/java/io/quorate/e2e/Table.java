package io.quorate.e2e;

import io.fabric8.kubernetes.api.model.Condition;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.api.v1alpha1.ResourceStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The groups as rows: what an operator on call looks at. */
final class Table {

    private static final String FORMAT = "%-7s %-7s %-6s %-6s %-9s %s";
    static final String HEADER = FORMAT.formatted("GROUP", "ACTIVE", "EPOCH", "VOTES", "STATE", "REASON");

    private final Timeline timeline;
    private List<String> shown = List.of();
    private Duration firstReady = Duration.ZERO;

    Table(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Shows the rows that have changed since the last look. */
    void show(List<ResourceGroup> groups) {
        if (firstReady.isZero() && groups.stream().anyMatch(Table::ready)) {
            firstReady = timeline.elapsed();
        }
        var rows = groups.stream().filter(group -> group.getStatus() != null)
                .sorted(Comparator.comparing(group -> group.getMetadata().getName())).map(Table::row).toList();
        var before = shown;
        shown = rows;
        timeline.shows(rows, rows.stream().filter(row -> !before.contains(row)).toList());
    }

    private static String row(ResourceGroup group) {
        var status = group.getStatus();
        var states = Objects.requireNonNullElse(status.resources(), List.<ResourceStatus>of());
        var state = states.isEmpty() ? "-" : states.getFirst().state().toString();
        return FORMAT.formatted(group.getMetadata().getName(), Objects.requireNonNullElse(status.activeNode(), "-"),
                status.epoch(), status.quorum().summary(), state, summary(status).getReason());
    }

    /** When a group was seen ready for the first time; zero if none was. */
    Duration firstReady() { return firstReady; }

    private static boolean ready(ResourceGroup group) {
        return group.getStatus() != null && summary(group.getStatus()).getStatus().equals("True");
    }

    private static Condition summary(ResourceGroupStatus status) {
        return status.conditions().stream().filter(c -> c.getType().equals("Ready")).findFirst().orElseThrow();
    }
}
