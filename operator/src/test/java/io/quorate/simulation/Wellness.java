package io.quorate.simulation;

import io.quorate.api.v1alpha1.AfterGroupSpec;
import io.quorate.api.v1alpha1.ConstraintsSpec;
import io.quorate.api.v1alpha1.FailoverKind;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
import io.quorate.api.v1alpha1.RunPolicy;
import io.quorate.api.v1alpha1.StartupKind;
import io.quorate.core.Claim;
import io.quorate.core.Report;
import io.quorate.core.Report.Answer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whether all is as it should be with a group once the faults have ended: active where quorum is and a place for it,
 * suspended or left as it is where not; stopped, or let alone, where people want it so.
 */
final class Wellness {

    private final World world;
    private final SimulatedOperator operator;

    Wellness(World world, SimulatedOperator operator) {
        this.world = world;
        this.operator = operator;
    }

    boolean well(String group) {
        var declared = world.server.groups.get(group);
        var report = operator.report(group);
        if (report == null || Groups.deleting(declared)) {
            return false;
        }
        var spec = declared.getSpec();
        if (spec.run() == RunPolicy.Paused) {
            return true;
        }
        if (spec.run() == RunPolicy.Stopped) {
            return stopped(group)
                    && (!report.doubts().isEmpty() || report.condition("Active").reason().equals("Stopped")
                            || report.condition("Active").reason().equals("Suspended"));
        }
        var quorate = spec.nodes().stream().filter(this::on).count() >= Votes.needed(spec.quorum(), spec.nodes());
        if (quorate) {
            return active(group, report) || mayWait(group, spec)
                    && (report.condition("Stalled").answer() != Answer.TRUE || unsatisfiable(report));
        }
        if (world.judge.record(group).held().isPresent()
                && !world.judge.record(group).owners().equals(spec.nodes())) {
            // Under the new owner list there is no quorum: the one before rules on, and nothing is started.
            return true;
        }
        return switch (spec.quorum().onLoss()) {
            case Suspend -> stopped(group)
                    && (report.condition("Suspended").answer() == Answer.TRUE || !report.doubts().isEmpty());
            case Freeze -> report.condition("Ready").answer() == Answer.FALSE;
        };
    }

    /** What was drawn for it can be met in no order of events; that it cannot start was made sure of before. */
    private static boolean unsatisfiable(Report report) {
        return report.condition("Stalled").message().startsWith("must be on the node of ");
    }

    private boolean on(String node) { return world.machines.get(node).powered; }

    private boolean active(String group, Report report) {
        var node = report.activeNode().orElse("");
        var workloads = Groups.resources(world.server.groups.get(group).getSpec()).size();
        return report.condition("Ready").answer() == Answer.TRUE && here(world.machines.values(), group) == workloads
                && here(List.of(world.machines.get(node)), group) == workloads;
    }

    private static long here(Collection<Machine> machines, String group) {
        return machines.stream().flatMap(m -> m.containers.values().stream()).filter(c -> c.group.equals(group))
                .count();
    }

    private boolean stopped(String group) {
        return world.machines.values().stream().filter(Machine::talks).flatMap(m -> m.containers.values().stream())
                .noneMatch(c -> c.group.equals(group));
    }

    /** Whether it has reason to wait: for another group, for its only place, or for room. */
    private boolean mayWait(String group, ResourceGroupSpec spec) {
        var record = world.judge.record(group);
        if (!record.owners().equals(spec.nodes())) {
            // Until the new list is taken over the former one rules.
            return record.owners().stream().filter(world.machines::containsKey).filter(this::on)
                    .count() < Votes.needed(spec.quorum(), record.owners()) || noPlace(group, spec, record.owners());
        }
        return noPlace(group, spec, spec.nodes());
    }

    private boolean noPlace(String group, ResourceGroupSpec spec, List<String> owners) {
        var constraints = Optional.ofNullable(spec.constraints());
        var first = constraints.map(ConstraintsSpec::startAfter).orElse(List.of()).stream().map(AfterGroupSpec::group);
        return first.anyMatch(g -> !ready(g)) || owners.stream().noneMatch(n -> place(group, spec, n));
    }

    private boolean ready(String group) {
        return Optional.ofNullable(world.server.groups.get(group)).map(g -> g.getStatus())
                .map(s -> s.conditions()).orElse(List.of()).stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private boolean place(String group, ResourceGroupSpec spec, String node) {
        var last = world.judge.record(group).claim().map(Claim::node);
        var policy = spec.failover().policy();
        var home = spec.startup() != null && spec.startup().policy() == StartupKind.HomeNode;
        return on(node) && (policy != FailoverKind.Never || last.filter(spec.nodes()::contains).map(node::equals)
                .orElse(true)) && (!home || node.equals(spec.nodes().getFirst()))
                && world.neighbourhood.beside(group, spec, node) && world.neighbourhood.room(group, node);
    }
}
