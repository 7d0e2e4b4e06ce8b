package io.quorate.core;

import io.quorate.core.Report.Doubt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may still run, and what would settle it, in words that an engineer on call can act on. */
final class Remedies {

    private Remedies() {}

    static String doubted(Situation s, List<Doubt> doubts) {
        return doubts.stream().map(Doubt::instance).map(i -> i.pod()
                + (i.node().isEmpty() ? " may still be started" : " may still run on " + i.node())
                + (s.replaced(i)
                        ? " (another machine now)"
                        : s.node(i.node()).map(n -> " (" + n.standing(s.state().grace()).words() + ")").orElse("")))
                .collect(Collectors.joining(", ")) + ".";
    }

    static String remedy(Situation s, Instance instance) {
        var node = instance.node();
        var seen = s.node(node);
        var why = s.pod(instance).isEmpty() ? "Its object is gone without proof (finalizer removed?). " : "";
        if (s.replaced(instance)) {
            return "Another machine has the name " + node
                    + " now, and speaks for itself only. Make sure that the one with system uuid "
                    + instance.machine().systemUuid() + " is off, and take the entry of " + instance.pod()
                    + " out of the group's record.";
        }
        if (Fencing.overdue(s, instance) && s.online(node)) {
            return why + "Its stop does not come to an end though " + node
                    + " answers: look at its kubelet and volumes, or switch "
                    + node + " off.";
        }
        if (node.isEmpty() && s.pod(instance).isEmpty()) {
            return why + "Nobody knows the node that it was bound to, if any: make sure that it runs on none, and take"
                    + " the entry of " + instance.pod() + " out of the group's record.";
        }
        if (!seen.map(NodeSight::exists).orElse(false)) {
            return why + "There is no Node object " + node
                    + " any more: bring that machine back under its name; its kubelet then tells"
                    + " that the pod has stopped"
                    + way(s, Evidence.Kind.Attested, confirm(instance))
                            .map(c -> "; or make sure that it is off, then: " + c).orElse(".");
        }
        var progress = Fencing.progress(seen.get(), instance);
        why += progress.isEmpty() ? "" : "Fence " + progress + ". ";
        if (Fencing.underWay(seen.get(), instance)) {
            return why.strip();
        }
        if (seen.get().outOfService() == OutOfService.CONTRADICTED) {
            return why + "The out-of-service taint is not believed: " + node
                    + " renewed its Lease under it. Switch the machine off, remove the taint, set it again.";
        }
        var ways = Stream.of(way(s, Evidence.Kind.OutOfService, "kubectl taint node " + node
                + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"
                + (seen.get().outOfService() == OutOfService.OWN ? " --overwrite" : "")),
                way(s, Evidence.Kind.Attested, confirm(instance)),
                way(s, Evidence.Kind.NodeDeleted, "kubectl delete node " + node)).flatMap(Optional::stream).toList();
        return ways.isEmpty()
                ? why + "The group accepts no evidence but the kubelet's own: bring " + node
                        + " back, or accept OutOfService or Attested."
                : why + "Switch " + node + " off, make sure that it is off, then: " + String.join(", or: ", ways);
    }

    private static Optional<String> way(Situation s, Evidence.Kind kind, String command) {
        return s.declared().accepts(kind) ? Optional.of(command) : Optional.empty();
    }

    private static String confirm(Instance instance) {
        return "kubectl quorate confirm-stopped " + instance.node() + " --boot-id "
                + instance.bootAtDelete().orElse(instance.machine().bootId());
    }

    static String pods(List<PodSight> pods) {
        return pods.stream().map(p -> p.name() + p.node().map(n -> " on " + n).orElse("")).sorted()
                .collect(Collectors.joining(", "));
    }

    static String names(List<Instance> instances) {
        return instances.stream().map(i -> i.pod() + (i.node().isEmpty() ? "" : " on " + i.node()))
                .collect(Collectors.joining(", "));
    }
}
