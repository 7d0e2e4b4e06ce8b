package io.quorate.act;

import io.fabric8.kubernetes.api.model.Node;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.NodeFence;
import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.port.ApiException;
import io.quorate.port.FencingApi;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries attempts out, each by the kind of its method. What was begun already is not begun again. */
public final class FenceActor {

    /** Answers that asking again does not change: no right to it, no such kind, an object that is refused. */
    private static final Set<Integer> FINAL = Set.of(HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_NOT_FOUND,
            422);

    private final FencingApi api;
    private final FencingJob jobs;
    private final Remediation remediations;

    public FenceActor(FencingApi api, String namespace) {
        this.api = api;
        jobs = new FencingJob(api, namespace);
        remediations = new Remediation(api);
    }

    /** Declares the node out of service, or takes that back. Returns whether the node was as it was read. */
    public boolean taint(Node node, boolean on) {
        try {
            api.patchNode(node.getMetadata().getName(), on ? NodePatch.outOfService(node) : NodePatch.inService(node));
            return true;
        } catch (ApiException e) {
            if (e.overtaken() || e.code() == 422) {
                return false;
            }
            throw e;
        }
    }

    /** How it stands with the attempt. */
    public Answer answer(NodeFence fence, List<FencingMethod> methods, Attempt attempt) {
        var method = method(methods, attempt);
        if (method.isEmpty()) {
            return failed("FencingMethod " + attempt.method() + " is gone, or selects the node no more");
        }
        return tried(() -> switch (method.get().getSpec().type()) {
            case Job -> jobs.answer(fence, method.get(), attempt);
            case RemediationTemplate -> remediations.answer(fence, method.get());
            case Person -> new Answer(Answer.Kind.RUNNING, "make sure that " + fence.getSpec().node()
                    + " is off, then: kubectl quorate confirm-stopped " + fence.getSpec().node() + " --boot-id "
                    + fence.getSpec().bootId());
        });
    }

    /** Begins with it. What comes back is how it stands then. */
    public Answer begin(NodeFence fence, List<FencingMethod> methods, Attempt attempt, Optional<Node> node,
            Duration timeout) {
        var method = method(methods, attempt).orElseThrow();
        return tried(() -> {
            var problem = switch (method.getSpec().type()) {
                case Job -> jobs.begin(fence, method, attempt, node, timeout);
                case RemediationTemplate -> remediations.begin(fence, method);
                case Person -> Optional.<String>empty();
            };
            return problem.map(FenceActor::failed).orElse(new Answer(Answer.Kind.RUNNING, ""));
        });
    }

    /** Takes back what would go on: the node is back, or the next method is to be tried. */
    public void end(NodeFence fence, List<FencingMethod> methods, Attempt attempt) {
        method(methods, attempt).filter(m -> m.getSpec().remediationTemplate() != null)
                .ifPresent(m -> remediations.end(fence, m));
    }

    private static Optional<FencingMethod> method(List<FencingMethod> methods, Attempt attempt) {
        return methods.stream().filter(m -> m.getMetadata().getName().equals(attempt.method())).findFirst();
    }

    /** One call to the API server. */
    private interface Try {
        Answer answer();
    }

    private static Answer tried(Try what) {
        try {
            return what.answer();
        } catch (ApiException e) {
            if (e.code() == HttpURLConnection.HTTP_CONFLICT) {
                return new Answer(Answer.Kind.RUNNING, "");
            }
            if (FINAL.contains(e.code())) {
                return failed(e.getMessage());
            }
            throw e;
        }
    }

    private static Answer failed(String why) { return new Answer(Answer.Kind.FAILED, why); }
}
