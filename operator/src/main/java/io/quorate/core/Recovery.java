package io.quorate.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often failovers, of those that the record still knows, were as quick as the group's owner wants.
 *
 * @param last how long the last one took
 */
public record Recovery(int met, int missed, Optional<Duration> last) {

    static Recovery of(List<Decided> history, Duration wanted) {
        var took = history.stream().filter(d -> d.action() == Decided.Action.Failover)
                .flatMap(d -> d.recovery().stream()).toList();
        var met = (int) took.stream().filter(t -> t.compareTo(wanted) <= 0).count();
        return new Recovery(met, took.size() - met, took.stream().findFirst());
    }
}
