package io.quorate.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.quorate.api.v1alpha1.InDoubt;
import io.quorate.api.v1alpha1.MachineSpec;
import io.quorate.api.v1alpha1.OwnerStatus;
import io.quorate.api.v1alpha1.QuorumRule;
import io.quorate.api.v1alpha1.QuorumStatus;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.api.v1alpha1.ResourceStatus;
import io.quorate.core.Avoidance;
import io.quorate.core.Owner;
import io.quorate.core.Machine;
import io.quorate.core.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes the status of a report. Unchanged conditions keep their transition time, so an unchanged report is an equal status. */
final class StatusView {

    private static final int SHOWN = 10;
    private static final int DOUBTS = 16;

    private StatusView() {}

    static ResourceGroupStatus of(Report report, ResourceGroup group, Instant now) {
        var quorum = report.quorum();
        var rule = QuorumRule.valueOf(quorum.rule().title());
        var before = Optional.ofNullable(group.getStatus()).map(ResourceGroupStatus::conditions).orElse(List.of());
        var generation = group.getMetadata().getGeneration();
        return new ResourceGroupStatus(generation, report.activeNode().orElse(null), group.getSpec().nodes().getFirst(),
                report.epoch(),
                new QuorumStatus(rule, quorum.online(), quorum.of(), quorum.needed(),
                        Math.max(0, quorum.online() - quorum.needed()), quorum.summary()),
                report.owners().stream().map(o -> owner(o, report.avoided())).toList(),
                report.resources().stream()
                        .map(i -> new ResourceStatus(i.resource(), ResourceStatus.State.valueOf(i.state()), i.pod(),
                                i.podUid(), i.reason(), i.message()))
                        .toList(),
                report.doubts().stream().limit(DOUBTS).map(StatusView::doubt).toList(),
                report.history().stream().limit(SHOWN).map(HistoryView::of).toList(),
                report.recovery().map(HistoryView::of).orElse(null),
                report.conditions().stream().map(c -> condition(c, generation, before, now)).toList());
    }

    private static OwnerStatus owner(Owner owner, List<Avoidance> avoided) {
        return new OwnerStatus(owner.node(), owner.counted() ? OwnerStatus.Vote.Counted : OwnerStatus.Vote.Missing,
                switch (owner.takeOver()) {
                    case ACTIVE -> OwnerStatus.TakeOver.Active;
                    case READY -> OwnerStatus.TakeOver.Ready;
                    case IMPOSSIBLE -> OwnerStatus.TakeOver.Impossible;
                }, owner.reason(), owner.message(), avoided.stream().filter(a -> a.node().equals(owner.node()))
                        .map(a -> a.until().truncatedTo(ChronoUnit.SECONDS).toString()).findFirst().orElse(null));
    }

    private static InDoubt doubt(Report.Doubt doubt) {
        var instance = doubt.instance();
        return new InDoubt(instance.pod(), instance.podUid(), instance.resource(), instance.node(),
                instance.bootAtDelete().orElse(instance.machine().bootId()), machine(instance.machine()),
                doubt.accepts(), doubt.fence().orElse(null));
    }

    private static MachineSpec machine(Machine machine) {
        return new MachineSpec(machine.nodeUid(), machine.systemUuid(), machine.machineId(), machine.providerId());
    }

    private static Condition condition(Report.Condition next, Long generation, List<Condition> before, Instant now) {
        var status = switch (next.answer()) {
            case TRUE -> "True";
            case FALSE -> "False";
            case UNKNOWN -> "Unknown";
        };
        var since = before.stream()
                .filter(c -> next.type().equals(c.getType()) && Objects.equals(c.getStatus(), status))
                .map(Condition::getLastTransitionTime).filter(Objects::nonNull).findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder().withType(next.type()).withStatus(status).withReason(next.reason())
                .withMessage(next.message())
                .withObservedGeneration(generation).withLastTransitionTime(since).build();
    }
}
