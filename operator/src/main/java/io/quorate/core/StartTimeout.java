package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A start that does not come to an end: an image that cannot be pulled, a volume that cannot be mounted. */
final class StartTimeout {

    /** How long a node is avoided on which a start has failed, where the group sets no other time. */
    static final Duration AVOID = Duration.ofMinutes(5);

    /**
     * How long an image may take to be pulled and a volume to be mounted, where the group does not say. A volume of a
     * node that is off is taken from it by force after 6 minutes.
     */
    static final Duration NOT_BEGUN = Duration.ofMinutes(10);

    /** Reason of a claim that was released for it. */
    static final String REASON = "StartTimeout";

    private StartTimeout() {}

    /**
     * When the start of an instance counts as failed: by the group's word, or where not one of its containers has begun.
     * A database that recovers for an hour has begun.
     */
    static Optional<Instant> deadline(Situation s, Instance instance) {
        if (instance.readyAt().isPresent()) {
            return Optional.empty();
        }
        var said = s.declared().resources().stream().filter(r -> r.name().equals(instance.resource()))
                .flatMap(r -> r.startTimeout().stream()).findFirst();
        return said.or(() -> begun(s, instance) ? Optional.empty() : Optional.of(NOT_BEGUN))
                .map(instance.since()::plus);
    }

    private static boolean begun(Situation s, Instance instance) {
        return s.pod(instance).filter(p -> p.node().isPresent()
                && p.containers().stream().noneMatch(ContainerSight::everStarted)).isEmpty();
    }

    /** Whether the start of an instance that is not settled has failed. */
    static boolean over(Situation s, Instance instance) {
        return s.record().rightful(instance) && s.pod(instance).filter(p -> !p.ready()).isPresent()
                && deadline(s, instance).filter(d -> !d.isAfter(s.state().now())).isPresent();
    }

    static Avoidance avoidance(Situation s, Instance instance, String why) {
        var time = s.declared().failover().failures().map(FailoverPolicy.FailureLimit::avoidFor).orElse(AVOID);
        return new Avoidance(instance.node(), s.state().now().plus(time), why);
    }
}
