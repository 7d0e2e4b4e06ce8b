package io.quorate.simulation;

import io.quorate.api.v1alpha1.AfterGroupSpec;
import io.quorate.api.v1alpha1.ApplicationFailuresSpec;
import io.quorate.api.v1alpha1.ConstraintsSpec;
import io.quorate.api.v1alpha1.EvidenceKind;
import io.quorate.api.v1alpha1.FailbackKind;
import io.quorate.api.v1alpha1.FailbackSpec;
import io.quorate.api.v1alpha1.FailoverKind;
import io.quorate.api.v1alpha1.FailoverSpec;
import io.quorate.api.v1alpha1.FencingSpec;
import io.quorate.api.v1alpha1.NeighbourSpec;
import io.quorate.api.v1alpha1.OnLoss;
import io.quorate.api.v1alpha1.QuorumRule;
import io.quorate.api.v1alpha1.QuorumSpec;
import io.quorate.api.v1alpha1.ResourceGroupSpec;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.api.v1alpha1.StartupKind;
import io.quorate.api.v1alpha1.StartupSpec;
import io.quorate.api.v1alpha1.Strength;
import io.quorate.api.v1alpha1.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What groups are declared to be, by lot. In some worlds they say little, in others all that can be said. */
final class Wishes {

    private final Random random;
    private final boolean fenceable;
    private final boolean many;
    private final boolean constrained;
    private final boolean roomy;

    /** @param fenceable whether there is anything that can fence */
    Wishes(Random random, boolean fenceable) {
        this.random = random;
        this.fenceable = fenceable;
        many = random.nextBoolean();
        constrained = many && random.nextBoolean();
        roomy = !many || random.nextBoolean();
    }

    /** @param earlier groups that it may name in its constraints */
    ResourceGroupSpec spec(List<String> owners, List<String> earlier) {
        return new ResourceGroupSpec(owners, null, quorum(owners.size()), startup(), failover(), failback(),
                new FencingSpec(evidence(), null), resources(), constraints(earlier),
                many ? random.nextInt(3) : null, null);
    }

    /** What each of its pods asks for, of a node's four; empty for nothing. */
    String cpu() {
        return roomy ? "" : Integer.toString(1 + random.nextInt(3));
    }

    private boolean oneIn(int many) { return this.many && random.nextInt(many) == 0; }

    private QuorumSpec quorum(int owners) {
        var onLoss = random.nextInt(4) == 0 ? OnLoss.Freeze : OnLoss.Suspend;
        if (oneIn(8)) {
            return new QuorumSpec(QuorumRule.SufficientResources, null,
                    "online.size() >= " + (1 + random.nextInt(owners)), null, onLoss);
        }
        if (oneIn(4)) {
            return new QuorumSpec(QuorumRule.MinimumOnline, 1 + random.nextInt(owners), null, null, onLoss);
        }
        return random.nextInt(4) == 0
                ? new QuorumSpec(QuorumRule.AtLeastOne, null, null, null, onLoss)
                : new QuorumSpec(QuorumRule.Majority, null, null, oneIn(2) ? Witness.ControlPlane : null, onLoss);
    }

    private StartupSpec startup() {
        return oneIn(3)
                ? oneIn(3)
                        ? new StartupSpec(StartupKind.HomeNode, null)
                        : new StartupSpec(StartupKind.AllOwners, random.nextBoolean() ? "30s" : "2m")
                : null;
    }

    private FailoverSpec failover() {
        var policy = oneIn(3)
                ? random.nextInt(3) > 0 ? FailoverKind.LeastLoaded : FailoverKind.Never
                : FailoverKind.NextInOrder;
        return new FailoverSpec(policy, random.nextInt(3) == 0 ? "40s" : "20s", oneIn(3)
                ? new ApplicationFailuresSpec(1 + random.nextInt(3), null, "1m")
                : null);
    }

    private FailbackSpec failback() {
        return oneIn(3)
                ? new FailbackSpec(FailbackKind.Automatic, List.of("0s", "45s", "2m").get(random.nextInt(3)), null)
                : null;
    }

    private List<EvidenceKind> evidence() {
        return !fenceable || random.nextInt(4) == 0
                ? List.of(EvidenceKind.OutOfService)
                : List.of(EvidenceKind.NodeFenced, EvidenceKind.OutOfService);
    }

    /** One after the other, or side by side. */
    private List<ResourceSpec> resources() {
        if (!oneIn(3)) {
            return null;
        }
        var resources = new ArrayList<ResourceSpec>();
        for (var name : List.of("main", "web", "log").subList(0, 2 + random.nextInt(2))) {
            var before = resources.stream().map(ResourceSpec::name).filter(r -> random.nextInt(3) > 0).toList();
            resources.add(new ResourceSpec(name, before.isEmpty() ? null : before, oneIn(4) ? "2m" : null, null, null));
        }
        return resources;
    }

    /** At most one of each other group, and only of those declared before: so that no group waits for itself. */
    private ConstraintsSpec constraints(List<String> earlier) {
        if (!constrained || random.nextInt(3) == 0) {
            return null;
        }
        var after = new ArrayList<AfterGroupSpec>();
        var same = new ArrayList<NeighbourSpec>();
        var different = new ArrayList<NeighbourSpec>();
        for (var group : earlier) {
            var strength = random.nextBoolean() ? Strength.Required : Strength.Preferred;
            switch (random.nextInt(8)) {
                case 0 -> after.add(new AfterGroupSpec(group));
                case 1 -> same.add(new NeighbourSpec(group, strength));
                case 2, 3, 4 -> different.add(new NeighbourSpec(group, strength));
                default -> {
                }
            }
        }
        return new ConstraintsSpec(after, same, different);
    }
}
