package io.quorate;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quorate.act.Actor;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Plan;
import io.quorate.core.Planner;
import io.quorate.core.Step;
import io.quorate.observe.Observation;
import io.quorate.observe.Observer;
import io.quorate.port.ApiException;
import io.quorate.report.Events;
import io.quorate.report.Reporter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One group at a time: observe, plan, act, until nothing is left to do; then report. */
@ControllerConfiguration(name = "resourcegroups", finalizerName = Names.RELEASE, generationAwareEventProcessing = false, maxReconciliationInterval = @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 5000)
final class GroupReconciler implements Reconciler<ResourceGroup>, Cleaner<ResourceGroup> {

    private static final Logger LOG = LoggerFactory.getLogger(GroupReconciler.class);
    /** Steps in one go; a group that needs more takes them in the next. */
    private static final int ROUNDS = 32;
    private static final Duration SOON = Duration.ofMillis(200);

    private final Observer observer;
    private final Actor actor;
    private final Reporter reporter;
    private final Events events;
    private final Wakeups wakeups;

    GroupReconciler(Observer observer, Actor actor, Reporter reporter, Events events, Wakeups wakeups) {
        this.observer = observer;
        this.actor = actor;
        this.reporter = reporter;
        this.events = events;
        this.wakeups = wakeups;
    }

    @Override
    public UpdateControl<ResourceGroup> reconcile(ResourceGroup group, Context<ResourceGroup> context) {
        var again = run(group).map(Plan::lookAgain).orElse(Optional.of(SOON));
        return again.map(d -> UpdateControl.<ResourceGroup>noUpdate().rescheduleAfter(d))
                .orElseGet(UpdateControl::noUpdate);
    }

    @Override
    public DeleteControl cleanup(ResourceGroup group, Context<ResourceGroup> context) {
        var plan = run(group);
        if (plan.filter(Plan::released).isPresent()) {
            wakeups.neighbours(group);
            return DeleteControl.defaultDelete();
        }
        return DeleteControl.noFinalizerRemoval()
                .rescheduleAfter(plan.map(Plan::lookAgain).orElse(Optional.of(SOON)).orElse(Duration.ofSeconds(15)));
    }

    /** The last plan, in which nothing was left to do; empty if there was more to do than fits in one go. */
    private Optional<Plan> run(ResourceGroup group) {
        var meta = group.getMetadata();
        try {
            return rounds(meta.getNamespace(), meta.getName());
        } catch (ApiException e) {
            LOG.warn("{}/{}: tried again: {}", meta.getNamespace(), meta.getName(), e.getMessage());
            throw e;
        }
    }

    private Optional<Plan> rounds(String namespace, String name) {
        for (int round = 0; round < ROUNDS; round++) {
            var seen = observer.observe(namespace, name);
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            var plan = Planner.plan(seen.get().state());
            if (plan.steps().isEmpty()) {
                return report(plan, seen.get()) ? Optional.of(plan) : Optional.empty();
            }
            act(plan.steps(), seen.get());
        }
        return Optional.empty();
    }

    /** In order; the first that no longer fits ends the round. */
    private void act(List<Step> steps, Observation seen) {
        for (var step : steps) {
            if (!actor.take(step, seen)) {
                LOG.debug("{}: {} no longer fits", seen.group().getMetadata().getName(),
                        step.getClass().getSimpleName());
                return;
            }
            tell(step, seen.group());
        }
    }

    private void tell(Step step, ResourceGroup group) {
        switch (step) {
            case Step.WriteRecord s -> events.tell(group, false, word(s.reason()), s.reason());
            case Step.OpenGate s -> events.tell(group, false, "GateOpened",
                    s.pod().name() + " is let through to " + s.node() + ": " + s.reason());
            case Step.StampPod s -> events.tell(group, false,
                    s.pod().epoch().isPresent() ? "EpochRestored" : "Adopted", s.pod().name() + " " + s.reason());
            case Step.DeletePod s ->
                events.tell(group, false, "Stopping", s.pod().name() + " is deleted: " + s.reason());
            case Step.ForceDeletePod s ->
                events.tell(group, false, "Settled", s.pod().name() + " is proven stopped: " + s.reason());
            case Step.AskFence s -> events.tell(group, true, "FenceAsked",
                    s.node() + " is to be fenced: " + s.reason());
            case Step.WriteNodeRecord _,Step.ShowEpoch _,Step.HoldPod _,Step.LetPodGo _,Step.LetRecordGo _ ->
                LOG.info("{}/{}: {}: {}", group.getMetadata().getNamespace(), group.getMetadata().getName(),
                        step.getClass().getSimpleName(), step.reason());
        }
    }

    private static String word(String reason) {
        var end = reason.indexOf(':');
        return end < 0 ? reason : reason.substring(0, end);
    }

    private boolean report(Plan plan, Observation seen) {
        if (plan.released()) {
            return true;
        }
        try {
            if (reporter.tell(plan.report(), seen)) {
                wakeups.neighbours(seen.group());
            }
            return true;
        } catch (ApiException e) {
            if (e.overtaken()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<EventSource<?, ResourceGroup>> prepareEventSources(EventSourceContext<ResourceGroup> context) {
        return wakeups.sources(context);
    }
}
