package io.quorate.report;

import io.quorate.api.v1alpha1.HistoryEntry;
import io.quorate.api.v1alpha1.PhasesStatus;
import io.quorate.api.v1alpha1.RecoveryStatus;
import io.quorate.core.Decided;
import io.quorate.core.Recovery;
import java.time.Duration;
import java.util.Optional;

/** Past decisions as status shows them. */
final class HistoryView {

    private HistoryView() {}

    static HistoryEntry of(Decided d) {
        var total = d.recovery();
        var phases = new PhasesStatus(text(d.detection()), text(d.stop()), text(d.start()), text(total));
        return new HistoryEntry(d.epoch(), d.time().toString(), d.action().name(), d.from(), d.to(), d.reason(),
                d.evidence(), d.stop().isPresent() || d.start().isPresent() ? phases : null);
    }

    static RecoveryStatus of(Recovery recovery) {
        return new RecoveryStatus(recovery.met(), recovery.missed(), text(recovery.last()));
    }

    private static String text(Optional<Duration> span) { return span.map(s -> s.toSeconds() + "s").orElse(null); }
}
