package io.quorate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The record of one group: the source of truth about who is active. It knows every instance before it exists and until
 * it is settled.
 *
 * @param epoch grows by one with each claim and never shrinks
 * @param owners the owner list under which the last decision was made
 * @param history newest first, at most {@value #HISTORY}
 */
public record GroupRecord(long epoch, List<String> owners, Optional<Claim> claim, List<Instance> instances,
        List<Avoidance> avoided, List<Decided> history) {

    /** Decisions kept, see the record's format. */
    public static final int HISTORY = 32;

    public static final GroupRecord EMPTY = new GroupRecord(0, List.of(), Optional.empty(), List.of(), List.of(),
            List.of());

    public GroupRecord {
        owners = List.copyOf(owners);
        instances = List.copyOf(instances);
        avoided = List.copyOf(avoided);
        history = history.stream().limit(HISTORY).toList();
    }

    /** The claim that rules now. */
    public Optional<Claim> held() {
        return claim.filter(c -> c.state() == Claim.State.HELD && c.epoch() == epoch);
    }

    /** Everything that may be running. */
    public List<Instance> unsettled() {
        return instances.stream().filter(i -> !i.settled()).toList();
    }

    public Optional<Instance> instance(String podUid) {
        return instances.stream().filter(i -> i.podUid().equals(podUid)).findFirst();
    }

    public GroupRecord withInstances(List<Instance> next) {
        return new GroupRecord(epoch, owners, claim, next, avoided, history);
    }

    public GroupRecord withInstances(UnaryOperator<Instance> change) {
        return withInstances(instances.stream().map(change).toList());
    }

    public GroupRecord admit(Instance instance) {
        var next = new ArrayList<>(instances);
        next.add(instance);
        return withInstances(next);
    }

    public GroupRecord release(String why) {
        return new GroupRecord(epoch, owners, claim.map(c -> c.released(why)), instances, avoided, history);
    }

    public GroupRecord withClaim(Claim next) {
        return new GroupRecord(epoch, owners, Optional.of(next), instances, avoided, history);
    }

    public GroupRecord avoid(Avoidance one) {
        var next = new ArrayList<>(avoided.stream().filter(a -> !a.node().equals(one.node())).toList());
        next.add(one);
        return new GroupRecord(epoch, owners, claim, instances, next, history);
    }

    public GroupRecord decided(long newEpoch, List<String> newOwners, Claim newClaim, Decided entry) {
        var lines = new ArrayList<Decided>();
        lines.add(entry);
        lines.addAll(history);
        return new GroupRecord(newEpoch, newOwners, Optional.of(newClaim), instances, avoided, lines);
    }
}
