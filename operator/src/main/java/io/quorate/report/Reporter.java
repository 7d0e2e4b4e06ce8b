package io.quorate.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.core.Relocations.Phase;
import io.quorate.core.Report;
import io.quorate.observe.Observation;
import io.quorate.port.Api;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The one place that writes a status: compares, and writes once, under the version the group was read at. */
public final class Reporter {

    /** Reasons of {@code Ready} that a person should hear of. */
    private static final Set<String> GRAVE = Set.of("FenceNeeded", "InvalidWorkload", "RecordUnreadable",
            "Contradiction", "AllOwnersAvoided", "VotesMissing", "InvalidExpression");

    private final Api api;
    private final Clock clock;
    private final Events events;

    public Reporter(Api api, Clock clock, Events events) {
        this.api = api;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Tells what there is to tell; nothing is written if nothing has changed.
     *
     * @return whether the group's status was written
     */
    public boolean tell(Report report, Observation seen) {
        var written = tell(report, seen.group());
        for (var relocation : seen.relocations()) {
            report.asked().stream().filter(a -> a.relocation().equals(relocation.getMetadata().getName()))
                    .forEach(a -> tell(relocation, a.phase(), a.message()));
        }
        return written;
    }

    /** Tells how a request by hand stands. */
    public void tell(Relocation relocation, Phase phase, String message) {
        var next = RelocationView.of(phase, message, relocation, clock.instant());
        if (next.equals(relocation.getStatus())) {
            return;
        }
        var changed = new Relocation();
        changed.setMetadata(relocation.getMetadata());
        changed.setSpec(relocation.getSpec());
        changed.setStatus(next);
        api.updateStatus(changed);
    }

    boolean tell(Report report, ResourceGroup group) {
        var next = StatusView.of(report, group, clock.instant());
        if (next.equals(group.getStatus())) {
            return false;
        }
        var before = group.getStatus();
        var changed = new ResourceGroup();
        changed.setMetadata(group.getMetadata());
        changed.setSpec(group.getSpec());
        changed.setStatus(next);
        api.updateStatus(changed);
        announce(before, next, group);
        return true;
    }

    private void announce(ResourceGroupStatus before, ResourceGroupStatus next, ResourceGroup group) {
        var was = Optional.ofNullable(before).map(ResourceGroupStatus::conditions).orElse(List.of()).stream()
                .filter(c -> "Ready".equals(c.getType())).map(Condition::getReason).filter(Objects::nonNull)
                .findFirst();
        next.conditions().stream().filter(c -> c.getType().equals("Ready") && !was.equals(Optional.of(c.getReason())))
                .findFirst()
                .ifPresent(c -> events.tell(group, GRAVE.contains(c.getReason()), c.getReason(), c.getMessage()));
    }
}
