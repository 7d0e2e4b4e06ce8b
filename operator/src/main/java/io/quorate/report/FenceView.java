package io.quorate.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.quorate.api.v1alpha1.FenceAttempt;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.api.v1alpha1.NodeFenceStatus;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Verdict;
import io.quorate.core.FencePlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A fence's plan as its status. */
public final class FenceView {

    /** Longest message of an attempt or a condition. */
    private static final int LONGEST = 1024;

    private FenceView() {}

    public static NodeFenceStatus of(FencePlan plan, NodeFence fence, Instant now) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var before = Optional.ofNullable(fence.getStatus());
        var start = before.map(NodeFenceStatus::startTime).orElse(plan.attempts().isEmpty() ? null : time);
        var decided = plan.verdict().isPresent();
        var completion = decided ? before.map(NodeFenceStatus::completionTime).orElse(time) : null;
        return new NodeFenceStatus(fence.getMetadata().getGeneration(), start, completion,
                plan.attempts().stream().map(FenceView::attempt).toList(), List.of(succeeded(plan, before, time)));
    }

    private static FenceAttempt attempt(Attempt attempt) {
        return new FenceAttempt(attempt.method(), attempt.number(), attempt.began().toString(),
                attempt.ended().map(Instant::toString).orElse(null), attempt.result().name(), cut(attempt.message()),
                attempt.serves());
    }

    private static Condition succeeded(FencePlan plan, Optional<NodeFenceStatus> before, String time) {
        var status = plan.verdict().map(v -> v.good() ? "True" : "False").orElse("Unknown");
        var was = before.map(NodeFenceStatus::conditions).orElse(List.of()).stream()
                .filter(c -> c.getType().equals("Succeeded") && c.getStatus().equals(status)).findFirst();
        return new ConditionBuilder().withType("Succeeded").withStatus(status)
                .withReason(plan.verdict().map(Verdict::name).orElse("Running")).withMessage(cut(plan.message()))
                .withLastTransitionTime(was.map(Condition::getLastTransitionTime).orElse(time)).build();
    }

    private static String cut(String text) { return text.length() > LONGEST ? text.substring(0, LONGEST) : text; }
}
