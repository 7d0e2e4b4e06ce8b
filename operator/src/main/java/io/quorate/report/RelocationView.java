package io.quorate.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.RelocationStatus;
import io.quorate.core.Relocations.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How a relocation stands, as its status. Unchanged conditions keep their transition time. */
final class RelocationView {

    private RelocationView() {}

    static RelocationStatus of(Phase phase, String message, Relocation relocation, Instant now) {
        return switch (phase) {
            case REFUSED -> of(relocation, now, true, no("Accepted", "Refused", message),
                    no("Moved", "Refused", ""), yes("Complete", "Refused", message));
            case WAITING -> of(relocation, now, false, yes("Accepted", "Allowed", ""),
                    no("Moved", "Waiting", message), no("Complete", "Waiting", message));
            case STAYING -> of(relocation, now, false, yes("Accepted", "Allowed", ""),
                    yes("Moved", "GroupActive", ""), no("Complete", "Staying", message));
            case EXPIRED -> of(relocation, now, true, yes("Accepted", "Allowed", ""),
                    no("Moved", "Expired", ""), yes("Complete", "Expired", message));
            case COMPLETED -> of(relocation, now, true, yes("Accepted", "Allowed", ""),
                    yes("Moved", "GroupActive", ""), yes("Complete", "StayEnded", message));
        };
    }

    private static RelocationStatus of(Relocation relocation, Instant now, boolean ended, Condition... conditions) {
        var before = Optional.ofNullable(relocation.getStatus());
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new RelocationStatus(relocation.getMetadata().getGeneration(),
                before.map(RelocationStatus::startTime).orElse(time),
                ended ? before.map(RelocationStatus::completionTime).orElse(time) : null,
                List.of(conditions).stream().map(c -> dated(c, before, time)).toList());
    }

    private static Condition dated(Condition next, Optional<RelocationStatus> before, String time) {
        var since = before.stream().flatMap(s -> s.conditions().stream())
                .filter(c -> next.getType().equals(c.getType()) && next.getStatus().equals(c.getStatus()))
                .map(Condition::getLastTransitionTime).filter(Objects::nonNull).findFirst().orElse(time);
        return next.edit().withLastTransitionTime(since).build();
    }

    private static Condition yes(String type, String reason, String message) {
        return new ConditionBuilder().withType(type).withStatus("True").withReason(reason).withMessage(message).build();
    }

    private static Condition no(String type, String reason, String message) {
        return new ConditionBuilder().withType(type).withStatus("False").withReason(reason).withMessage(message)
                .build();
    }
}
