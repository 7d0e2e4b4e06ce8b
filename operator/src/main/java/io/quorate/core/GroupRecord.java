package io.quorate.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The record of one group: the source of truth about who is active. It knows every instance before it exists and until
 * it is settled.
 *
 * @param epoch grows by one with each claim, and with each that is given up before it is made; it never shrinks
 * @param owners the owner list that is committed: decisions are made under it
 * @param since when the claim came into its present state; before the first claim, when the record was made
 * @param history newest first, at most {@value #HISTORY}
 */
public record GroupRecord(long epoch, List<String> owners, Optional<Claim> claim, Instant since,
        List<Instance> instances, List<Failures> failures, List<Avoidance> avoided, List<Decided> history) {

    /** Decisions kept, see the record's format. */
    public static final int HISTORY = 32;

    public static final GroupRecord EMPTY = new GroupRecord(0, List.of(), Optional.empty(), Instant.EPOCH,
            List.of(), List.of(), List.of(), List.of());

    public GroupRecord {
        owners = List.copyOf(owners);
        instances = List.copyOf(instances);
        failures = List.copyOf(failures);
        avoided = List.copyOf(avoided);
        history = history.stream().limit(HISTORY).toList();
    }

    /** The claim that rules now. */
    public Optional<Claim> held() {
        return claim.filter(c -> c.state() == Claim.State.HELD && c.epoch() == epoch);
    }

    /** Everything that may be running. */
    public List<Instance> unsettled() {
        return unsettled(i -> true);
    }

    public List<Instance> unsettled(String resource) {
        return unsettled(i -> i.resource().equals(resource));
    }

    /** A plain loop: it is asked dozens of times in a plan. */
    private List<Instance> unsettled(Predicate<Instance> which) {
        var found = new ArrayList<Instance>(instances.size());
        for (var instance : instances) {
            if (!instance.settled() && which.test(instance)) {
                found.add(instance);
            }
        }
        return Collections.unmodifiableList(found);
    }

    public Optional<Instance> instance(String podUid) {
        for (var instance : instances) {
            if (instance.podUid().equals(podUid)) {
                return Optional.of(instance);
            }
        }
        return Optional.empty();
    }

    /** Whether an instance was let through under the claim that rules now. */
    public boolean rightful(Instance instance) {
        return held().filter(c -> c.epoch() == instance.epoch() && c.node().equals(instance.node())).isPresent();
    }

    public GroupRecord withInstances(List<Instance> next) {
        return new GroupRecord(epoch, owners, claim, since, next, failures, avoided, history);
    }

    public GroupRecord withInstances(UnaryOperator<Instance> change) {
        return withInstances(instances.stream().map(change).toList());
    }

    public GroupRecord admit(Instance instance) {
        var next = new ArrayList<>(instances);
        next.add(instance);
        return withInstances(next);
    }

    public GroupRecord release(String why, Instant now) {
        return new GroupRecord(epoch, owners, claim.map(c -> c.released(why)), now, instances, failures,
                avoided, history);
    }

    /** With the next epoch used up: a claim that is under way for it fails. */
    public GroupRecord giveUp() {
        return new GroupRecord(epoch + 1, owners, claim, since, instances, failures, avoided, history);
    }

    public GroupRecord withClaim(Claim next) {
        return new GroupRecord(epoch, owners, Optional.of(next), since, instances, failures, avoided,
                history);
    }

    public GroupRecord withOwners(List<String> next) {
        return new GroupRecord(epoch, next, claim, since, instances, failures, avoided, history);
    }

    public GroupRecord withFailures(List<Failures> next) {
        return new GroupRecord(epoch, owners, claim, since, instances, next, avoided, history);
    }

    public GroupRecord withAvoided(List<Avoidance> next) {
        return new GroupRecord(epoch, owners, claim, since, instances, failures, next, history);
    }

    public GroupRecord avoid(Avoidance one) {
        var next = new ArrayList<>(avoided.stream().filter(a -> !a.node().equals(one.node())).toList());
        next.add(one);
        return withAvoided(next);
    }

    /** With the time at which the newest decision was carried out, if that was not known yet. */
    GroupRecord readyAt(Instant now) {
        if (history.isEmpty() || history.getFirst().times().ready().isPresent()) {
            return this;
        }
        var lines = new ArrayList<>(history);
        lines.set(0, lines.getFirst().readyAt(now));
        return new GroupRecord(epoch, owners, claim, since, instances, failures, avoided, lines);
    }

    public GroupRecord decided(Claim newClaim, Decided entry) {
        var lines = new ArrayList<Decided>();
        lines.add(entry);
        lines.addAll(history);
        return new GroupRecord(newClaim.epoch(), owners, Optional.of(newClaim), newClaim.time(), instances,
                failures, avoided, lines);
    }
}
