package io.quorate.core;

import java.util.Optional;

/**
 * What is proven about instances that the record does not yet know to be stopped. The rule of invariant 1: what is not
 * proven stopped counts as running.
 */
final class Settlement {

    private static final Machine NO_MACHINE = new Machine("", "", "", "", "");

    private Settlement() {}

    /** The record with all that is proven by now. */
    static GroupRecord of(Situation s) {
        var next = s.record().withInstances(i -> i.settled() ? revived(s, i) : settle(s, located(s, i)));
        // A pod can end before it was admitted: its end is recorded before its finalizer goes, so that the claim that
        // another operator may be about to write for it fails.
        for (var pod : s.state().pods()) {
            if (pod.held() && next.instance(pod.uid()).isEmpty() && (neverBound(pod) || StopProof.shows(pod))) {
                var kind = neverBound(pod) ? Evidence.Kind.NeverBound : Evidence.Kind.StopProof;
                next = next.admit(Instance.admitted(pod, pod.node().orElse(""), NO_MACHINE, next.epoch(),
                        s.state().now()).stopped(proof(s, kind, "")));
            }
        }
        return next;
    }

    /** No evidence stands against a pod that was never deleted: its kubelet runs it, or will. */
    private static Instance revived(Situation s, Instance instance) {
        return s.pod(instance).filter(p -> !p.deleted()).isPresent() ? instance.revived() : instance;
    }

    /** A rebuilt record may name no node, or a late opening may have used another one. */
    private static Instance located(Situation s, Instance instance) {
        return s.pod(instance).flatMap(PodSight::node).filter(n -> !n.equals(instance.node()))
                .map(n -> instance.boundTo(n, s.node(n).map(NodeSight::machine).orElse(NO_MACHINE))).orElse(instance);
    }

    private static Instance settle(Situation s, Instance instance) {
        var pod = s.pod(instance);
        if (pod.filter(Settlement::neverBound).isPresent()) {
            return instance.stopped(proof(s, Evidence.Kind.NeverBound, ""));
        }
        var node = s.node(instance.node());
        // A kubelet's word is worth something only if it is the kubelet of the machine that the instance ran on.
        if (pod.filter(StopProof::shows).isPresent() && node.filter(n -> same(n, instance)).isPresent()) {
            return instance.stopped(proof(s, Evidence.Kind.StopProof, ""));
        }
        // All that follows leaves the kubelet out of account: it would start again at its next boot what is not deleted.
        if (!pod.map(PodSight::deleted).orElse(true)) {
            return instance;
        }
        if (s.declared().accepts(Evidence.Kind.SelfFenced)
                && s.state().surroundings().selfFenced().contains(instance.podUid())) {
            return instance.stopped(proof(s, Evidence.Kind.SelfFenced, ""));
        }
        return node.map(n -> ofNode(s, instance, pod, n)).orElse(instance);
    }

    private static Instance ofNode(Situation s, Instance instance, Optional<PodSight> pod, NodeSight node) {
        var fence = fence(s, instance, node);
        if (fence.isPresent()) {
            return instance.stopped(proof(s, fence.get().kind(), fence.get().name()));
        }
        if (!node.exists() && s.declared().accepts(Evidence.Kind.NodeDeleted)) {
            return instance.stopped(proof(s, Evidence.Kind.NodeDeleted, node.name()));
        }
        if (s.lost(node.name()) && s.declared().accepts(Evidence.Kind.Unfenced)) {
            return instance.stopped(proof(s, Evidence.Kind.Unfenced, ""));
        }
        if (node.exists() && !same(node, instance) || !s.lost(node.name())) {
            return instance;
        }
        return declaredOff(s, instance, pod, node);
    }

    /**
     * Delete before fencing: a kubelet starts every pod bound to it after a reboot, unless the pod was deleted before.
     * So the deletion is noted together with the boot it was found in; then a fence of that boot is evidence.
     */
    private static Instance declaredOff(Situation s, Instance instance, Optional<PodSight> pod, NodeSight node) {
        var boot = node.exists() ? node.machine().bootId() : instance.machine().bootId();
        var noted = instance.state() == Instance.State.STOPPING
                && instance.bootAtDelete().filter(boot::equals).isPresent();
        if (!noted) {
            return instance.stopping(pod.flatMap(PodSight::deletedAt).orElse(s.state().now()), boot);
        }
        return s.declaredOff(node)
                ? instance.stopped(proof(s, Evidence.Kind.OutOfService, node.name() + "/" + boot))
                : instance;
    }

    /** A fence covers named pods, deleted before it began, on one machine in one boot; nothing else. */
    private static Optional<FenceSight> fence(Situation s, Instance instance, NodeSight node) {
        return node.fences().stream().filter(f -> f.state() == FenceSight.State.SUCCEEDED)
                .filter(f -> s.declared().accepts(f.kind())).filter(f -> f.covers().contains(instance.podUid()))
                .filter(f -> f.machine().sameMachine(instance.machine()))
                .filter(f -> instance.bootAtDelete().filter(f.machine().bootId()::equals).isPresent())
                // The very boot that was fenced is heard of: whatever the fence says, it runs.
                .filter(f -> !(s.online(node.name()) && f.machine().bootId().equals(node.machine().bootId())))
                .findFirst();
    }

    private static boolean same(NodeSight node, Instance instance) {
        return node.exists() && node.machine().sameMachine(instance.machine());
    }

    private static boolean neverBound(PodSight pod) { return pod.deleted() && pod.node().isEmpty(); }

    private static Evidence proof(Situation s, Evidence.Kind kind, String ref) {
        return new Evidence(kind, ref, s.state().now());
    }
}
