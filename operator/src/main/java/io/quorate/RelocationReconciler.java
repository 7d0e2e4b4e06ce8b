package io.quorate;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.RelocationStatus;
import io.quorate.core.Relocations.Phase;
import io.quorate.port.Api;
import io.quorate.report.Reporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What no group's look does about a relocation: it is cleaned up some time after its end, and one for a group that does
 * not exist is told so.
 */
@ControllerConfiguration(name = "relocations", generationAwareEventProcessing = false, maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 5000)
final class RelocationReconciler implements Reconciler<Relocation> {

    /** As the schema's default. */
    private static final int A_DAY = 86_400;

    private final Api api;
    private final Reporter reporter;
    private final Clock clock;

    RelocationReconciler(Api api, Reporter reporter, Clock clock) {
        this.api = api;
        this.reporter = reporter;
        this.clock = clock;
    }

    @Override
    public UpdateControl<Relocation> reconcile(Relocation relocation, Context<Relocation> context) {
        return again(relocation).map(d -> UpdateControl.<Relocation>noUpdate().rescheduleAfter(d))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** When to look again; empty if the group's own looks do the rest. */
    private Optional<Duration> again(Relocation relocation) {
        var ended = Optional.ofNullable(relocation.getStatus()).map(RelocationStatus::completionTime);
        if (ended.isPresent()) {
            return kept(relocation, Instant.parse(ended.get()));
        }
        var meta = relocation.getMetadata();
        var spec = relocation.getSpec();
        if (api.group(meta.getNamespace(), spec.group()).isPresent()) {
            return Optional.empty();
        }
        var left = Duration.between(clock.instant(), Instant.parse(spec.until()));
        reporter.tell(relocation, left.isPositive() ? Phase.WAITING : Phase.EXPIRED, "there is no ResourceGroup "
                + spec.group() + " in namespace " + meta.getNamespace() + "; create it, or delete this request");
        return Optional.of(left).filter(Duration::isPositive);
    }

    private Optional<Duration> kept(Relocation relocation, Instant end) {
        var ttl = Optional.ofNullable(relocation.getSpec().ttlSecondsAfterFinished()).orElse(A_DAY);
        var left = Duration.between(clock.instant(), end.plusSeconds(ttl));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        api.delete(relocation);
        return Optional.empty();
    }
}
