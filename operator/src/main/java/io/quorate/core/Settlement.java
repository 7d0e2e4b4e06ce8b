package io.quorate.core;

import java.util.Optional;

/**
 * What is proven about instances that the record does not yet know to be stopped. The rule of invariant 1: what is not
 * proven stopped counts as running.
 */
final class Settlement {

    private Settlement() {}

    /** The record with all that is proven by now. */
    static GroupRecord of(Situation s) {
        var next = s.record().withInstances(i -> i.settled() ? i : settle(s, located(s, i)));
        // A gated pod was deleted before it was admitted: its end is recorded before its finalizer goes, so that the
        // claim that another operator may be about to write for it fails.
        for (var pod : s.state().pods()) {
            if (pod.held() && neverBound(pod) && next.instance(pod.uid()).isEmpty()) {
                next = next.admit(Instance.admitted(Planner.RESOURCE, pod, "", NO_MACHINE, next.epoch())
                        .stopped(proof(s, Evidence.Kind.NeverBound, "")));
            }
        }
        return next;
    }

    private static final Machine NO_MACHINE = new Machine("", "", "", "", "");

    /** A rebuilt record may name no node, or a late opening may have used another one. */
    private static Instance located(Situation s, Instance instance) {
        return s.pod(instance).flatMap(PodSight::node).filter(n -> !n.equals(instance.node()))
                .map(n -> instance.boundTo(n, s.node(n).map(NodeSight::machine).orElse(NO_MACHINE))).orElse(instance);
    }

    private static Instance settle(Situation s, Instance instance) {
        var pod = s.pod(instance);
        var node = s.node(instance.node()).filter(NodeSight::exists);
        if (pod.filter(Settlement::neverBound).isPresent()) {
            return instance.stopped(proof(s, Evidence.Kind.NeverBound, ""));
        }
        // A kubelet's word is worth something only if it is the kubelet of the machine that the instance ran on.
        if (pod.filter(StopProof::shows).isPresent()
                && node.filter(n -> n.machine().sameMachine(instance.machine())).isPresent()) {
            return instance.stopped(proof(s, Evidence.Kind.StopProof, ""));
        }
        return node.map(n -> declaredOff(s, instance, pod, n)).orElse(instance);
    }

    /**
     * Delete before fencing: a kubelet starts every pod bound to it after a reboot, unless the pod was deleted before.
     * So the deletion is noted together with the boot it was found in; then a fence of that boot is evidence.
     */
    private static Instance declaredOff(Situation s, Instance instance, Optional<PodSight> pod, NodeSight node) {
        var deleted = pod.map(PodSight::deleted).orElse(true);
        if (!deleted || !s.declaredOff(node) || !node.machine().sameMachine(instance.machine())) {
            return instance;
        }
        var boot = node.machine().bootId();
        if (instance.state() == Instance.State.STOPPING && instance.bootAtDelete().filter(boot::equals).isPresent()) {
            return instance.stopped(proof(s, Evidence.Kind.OutOfService, node.name() + "/" + boot));
        }
        return instance.stopping(pod.flatMap(PodSight::deletedAt).orElse(s.state().now()), boot);
    }

    private static boolean neverBound(PodSight pod) { return pod.deleted() && pod.node().isEmpty(); }

    private static Evidence proof(Situation s, Evidence.Kind kind, String ref) {
        return new Evidence(kind, ref, s.state().now());
    }
}
