package io.quorate;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quorate.act.FenceActor;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase;
import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Result;
import io.quorate.core.FenceCourse;
import io.quorate.core.FencePlan;
import io.quorate.core.FenceTaint;
import io.quorate.observe.FenceReading;
import io.quorate.port.ApiException;
import io.quorate.port.FencingApi;
import io.quorate.report.Events;
import io.quorate.report.FenceView;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One fence: read, plan, write, and only then carry out what was written. */
@ControllerConfiguration(name = "nodefences", generationAwareEventProcessing = false, maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, maxInterval = 5000)
public final class NodeFenceReconciler implements Reconciler<NodeFence> {

    /** What carries an attempt out is not watched: its kind may be anybody's. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);
    private static final Duration UNTIL_DETACHED = Duration.ofSeconds(5);
    private static final Duration UNTIL_BACK = Duration.ofSeconds(30);
    /** The group records keep what they used of it. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final FencingApi api;
    private final FenceReading reading;
    private final FenceActor actor;
    private final Events events;
    private final Clock clock;
    private final String namespace;

    public NodeFenceReconciler(FencingApi api, FenceReading reading, FenceActor actor, Events events, Clock clock,
            String namespace) {
        this.api = api;
        this.namespace = namespace;
        this.reading = reading;
        this.actor = actor;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public UpdateControl<NodeFence> reconcile(NodeFence resource, Context<NodeFence> context) {
        var again = own(resource) ? look(resource.getMetadata().getName()) : Optional.<Duration>empty();
        return again.map(d -> UpdateControl.<NodeFence>noUpdate().rescheduleAfter(d))
                .orElseGet(UpdateControl::noUpdate);
    }

    private boolean own(NodeFence fence) {
        return Optional.ofNullable(fence.getMetadata().getLabels()).map(l -> l.get(Names.OPERATOR_LABEL))
                .filter(n -> !n.equals(namespace)).isEmpty();
    }

    /** Does what is to be done about the fence now. Returns when to look again; empty if nothing is left to do. */
    public Optional<Duration> look(String name) {
        return api.nodeFence(name).filter(this::own).flatMap(this::look);
    }

    private Optional<Duration> look(NodeFence fence) {
        var node = api.node(fence.getSpec().node());
        var methods = reading.methods(node);
        var seen = reading.of(fence, node, methods, new Answer(Answer.Kind.NONE, ""));
        var running = seen.last(Result.Running);
        if (running.isPresent()) {
            seen = seen.with(answer(fence, methods, node, running.get(), seen.timeout(running.get())));
        }
        var plan = FenceCourse.plan(seen);
        if (!write(fence, plan)) {
            return Optional.of(UNDER_WAY);
        }
        end(fence, methods, seen, plan);
        var taint = taint(fence, node, gone(seen) ? UNTIL_DETACHED : UNDER_WAY,
                reading.taint(seen, plan, node, methods));
        if (taint.isPresent()) {
            return taint;
        }
        if (gone(seen) && old(fence, plan)) {
            api.delete(fence);
            return Optional.empty();
        }
        if (plan.verdict().isEmpty()) {
            return Optional.of(UNDER_WAY);
        }
        return gone(seen) ? Optional.empty() : Optional.of(UNTIL_BACK);
    }

    /** What was written to be begun, and is not, is begun. */
    private Answer answer(NodeFence fence, List<FencingMethod> methods, Optional<Node> node, Attempt attempt,
            Duration timeout) {
        var answer = actor.answer(fence, methods, attempt);
        return answer.kind() == Answer.Kind.NONE
                ? actor.begin(fence, methods, attempt, node, timeout)
                : answer;
    }

    private void end(NodeFence fence, List<FencingMethod> methods, FenceCase seen, FencePlan plan) {
        plan.attempts().stream().filter(a -> switch (a.result()) {
            case Running -> false;
            case Succeeded -> gone(seen);
            case Failed, TimedOut -> true;
        }).forEach(a -> actor.end(fence, methods, a));
    }

    /** Returns when to look again for its sake; empty if nothing is left to do. */
    private Optional<Duration> taint(NodeFence fence, Optional<Node> node, Duration again, FenceTaint what) {
        return switch (what) {
            case NOTHING -> Optional.empty();
            case WAIT -> Optional.of(again);
            case SET, TAKE_OFF -> {
                try {
                    var done = actor.taint(node.orElseThrow(), what == FenceTaint.SET);
                    if (done) {
                        events.tell(fence, false, what == FenceTaint.SET ? "OutOfServiceSet" : "OutOfServiceTakenOff",
                                what == FenceTaint.SET
                                        ? fence.getSpec().node() + " is declared out of service: its volumes detach"
                                        : fence.getSpec().node() + " has booted and its volumes are detached");
                    }
                    yield done ? Optional.empty() : Optional.of(again);
                } catch (ApiException e) {
                    if (e.code() != HttpURLConnection.HTTP_FORBIDDEN) {
                        throw e;
                    }
                    events.tell(fence, true, "OutOfServiceRefused",
                            "install the chart with fencing.outOfService=true: " + e.getMessage());
                    yield Optional.of(UNTIL_BACK);
                }
            }
        };
    }

    /** That boot is over. */
    private static boolean gone(FenceCase seen) {
        return seen.node() == Presence.ANEW || seen.node() == Presence.REPLACED;
    }

    private boolean old(NodeFence fence, FencePlan plan) {
        var last = plan.attempts().isEmpty()
                ? Instant.parse(fence.getMetadata().getCreationTimestamp())
                : plan.attempts().getLast().ended().orElse(clock.instant());
        return plan.verdict().isPresent() && last.plus(KEPT).isBefore(clock.instant());
    }

    /** Whether what is written is what was planned; if not, somebody was quicker. */
    private boolean write(NodeFence fence, FencePlan plan) {
        var next = FenceView.of(plan, fence, clock.instant());
        if (next.equals(fence.getStatus())) {
            return true;
        }
        var changed = new NodeFence();
        changed.setMetadata(fence.getMetadata());
        changed.setSpec(fence.getSpec());
        changed.setStatus(next);
        try {
            api.updateStatus(changed);
        } catch (ApiException e) {
            if (e.overtaken()) {
                return false;
            }
            throw e;
        }
        var condition = next.conditions().getFirst();
        var before = Optional.ofNullable(fence.getStatus()).map(s -> s.conditions().getFirst().getMessage());
        if (!before.equals(Optional.of(condition.getMessage()))) {
            events.tell(fence, "False".equals(condition.getStatus()), condition.getReason(), condition.getMessage());
        }
        return true;
    }
}
