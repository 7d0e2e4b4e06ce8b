package io.quorate.observe;

import io.quorate.api.v1alpha1.ApplicationFailuresSpec;
import io.quorate.api.v1alpha1.ConstraintsSpec;
import io.quorate.api.v1alpha1.EvidenceKind;
import io.quorate.api.v1alpha1.FailbackKind;
import io.quorate.api.v1alpha1.FailbackSpec;
import io.quorate.api.v1alpha1.FailoverKind;
import io.quorate.api.v1alpha1.FailoverSpec;
import io.quorate.api.v1alpha1.FencingSpec;
import io.quorate.api.v1alpha1.NeighbourSpec;
import io.quorate.api.v1alpha1.ObjectivesSpec;
import io.quorate.api.v1alpha1.OnLoss;
import io.quorate.api.v1alpha1.QuorumRule;
import io.quorate.api.v1alpha1.QuorumSpec;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.api.v1alpha1.RunPolicy;
import io.quorate.api.v1alpha1.StartupKind;
import io.quorate.api.v1alpha1.StartupSpec;
import io.quorate.api.v1alpha1.Strength;
import io.quorate.api.v1alpha1.Witness;
import io.quorate.core.Constraint;
import io.quorate.core.Constraint.Kind;
import io.quorate.core.Declaration;
import io.quorate.core.Evidence;
import io.quorate.core.FailbackPolicy;
import io.quorate.core.FailoverPolicy;
import io.quorate.core.FailoverPolicy.FailureLimit;
import io.quorate.core.FencingPolicy;
import io.quorate.core.Quorum;
import io.quorate.core.QuorumPolicy;
import io.quorate.core.Resource;
import io.quorate.core.StartupPolicy;
import io.quorate.core.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what a group declares. What is not said is as the schema's defaults say, also for objects from before them. */
final class Declarations {

    private static final List<EvidenceKind> ACCEPTED = List.of(EvidenceKind.NodeFenced, EvidenceKind.OutOfService,
            EvidenceKind.Attested);

    private Declarations() {}

    static Declaration of(ResourceGroup group) {
        var meta = group.getMetadata();
        var spec = group.getSpec();
        return new Declaration(meta.getNamespace(), meta.getName(), meta.getUid(), spec.nodes(), run(spec.run()),
                Optional.ofNullable(spec.priority()).orElse(0),
                quorum(Optional.ofNullable(spec.quorum())), startup(Optional.ofNullable(spec.startup())),
                failover(Optional.ofNullable(spec.failover())), failback(Optional.ofNullable(spec.failback())),
                fencing(Optional.ofNullable(spec.fencing())), resources(spec.resources()),
                constraints(meta.getNamespace(), Optional.ofNullable(spec.constraints())),
                Optional.ofNullable(spec.objectives()).map(ObjectivesSpec::recovery).map(Durations::parse),
                meta.getDeletionTimestamp() != null);
    }

    private static Declaration.Run run(RunPolicy run) {
        return switch (run) {
            case null -> Declaration.Run.ALWAYS;
            case Always -> Declaration.Run.ALWAYS;
            case Paused -> Declaration.Run.PAUSED;
            case Stopped -> Declaration.Run.STOPPED;
        };
    }

    private static QuorumPolicy quorum(Optional<QuorumSpec> spec) {
        return new QuorumPolicy(switch (spec.map(QuorumSpec::rule).orElse(QuorumRule.Majority)) {
            case Majority -> Quorum.Rule.MAJORITY;
            case AtLeastOne -> Quorum.Rule.AT_LEAST_ONE;
            case MinimumOnline -> Quorum.Rule.MINIMUM_ONLINE;
            case SufficientResources -> Quorum.Rule.SUFFICIENT_RESOURCES;
        }, spec.map(QuorumSpec::minimumOnline).orElse(0),
                spec.map(QuorumSpec::witness).orElse(Witness.None) == Witness.ControlPlane,
                switch (spec.map(QuorumSpec::onLoss).orElse(OnLoss.Suspend)) {
                    case Suspend -> QuorumPolicy.OnLoss.SUSPEND;
                    case Freeze -> QuorumPolicy.OnLoss.FREEZE;
                });
    }

    private static StartupPolicy startup(Optional<StartupSpec> spec) {
        return new StartupPolicy(switch (spec.map(StartupSpec::policy).orElse(StartupKind.FirstAvailable)) {
            case FirstAvailable -> StartupPolicy.Kind.FIRST_AVAILABLE;
            case HomeNode -> StartupPolicy.Kind.HOME_NODE;
            case AllOwners -> StartupPolicy.Kind.ALL_OWNERS;
        }, span(spec.map(StartupSpec::settlingTime), Duration.ofMinutes(2)));
    }

    private static FailoverPolicy failover(Optional<FailoverSpec> spec) {
        return new FailoverPolicy(switch (spec.map(FailoverSpec::policy).orElse(FailoverKind.NextInOrder)) {
            case NextInOrder -> FailoverPolicy.Kind.NEXT_IN_ORDER;
            case LeastLoaded -> FailoverPolicy.Kind.LEAST_LOADED;
            case Never -> FailoverPolicy.Kind.NEVER;
        }, span(spec.map(FailoverSpec::gracePeriod), Duration.ZERO),
                spec.map(FailoverSpec::applicationFailures).map(Declarations::limit));
    }

    private static FailureLimit limit(ApplicationFailuresSpec spec) {
        return new FailureLimit(spec.limit(), span(Optional.ofNullable(spec.window()), Duration.ofMinutes(10)),
                span(Optional.ofNullable(spec.avoidFor()), Duration.ofMinutes(30)));
    }

    private static FailbackPolicy failback(Optional<FailbackSpec> spec) {
        return new FailbackPolicy(
                spec.map(FailbackSpec::policy).orElse(FailbackKind.Never) == FailbackKind.Automatic,
                span(spec.map(FailbackSpec::soakTime), Duration.ZERO), spec.map(FailbackSpec::window).isPresent());
    }

    private static FencingPolicy fencing(Optional<FencingSpec> spec) {
        return new FencingPolicy(spec.map(FencingSpec::evidence).orElse(ACCEPTED).stream()
                .map(k -> Evidence.Kind.valueOf(k.name())).collect(Collectors.toSet()),
                span(spec.map(FencingSpec::stopTimeout), Duration.ofSeconds(30)));
    }

    private static List<Resource> resources(List<ResourceSpec> specs) {
        return specs == null || specs.isEmpty()
                ? List.of(Resource.MAIN)
                : specs.stream().map(r -> new Resource(r.name(), r.ref() == null,
                        Optional.ofNullable(r.after()).orElse(List.of()),
                        Optional.ofNullable(r.startTimeout()).map(Durations::parse))).toList();
    }

    private static List<Constraint> constraints(String namespace, Optional<ConstraintsSpec> spec) {
        var all = new ArrayList<Constraint>();
        spec.map(ConstraintsSpec::startAfter).orElse(List.of())
                .forEach(c -> all.add(new Constraint(Kind.START_AFTER, namespace + "/" + c.group(), true)));
        spec.map(ConstraintsSpec::sameNode).orElse(List.of())
                .forEach(c -> all.add(neighbour(Kind.SAME_NODE, namespace, c)));
        spec.map(ConstraintsSpec::differentNode).orElse(List.of())
                .forEach(c -> all.add(neighbour(Kind.DIFFERENT_NODE, namespace, c)));
        return all;
    }

    private static Constraint neighbour(Kind kind, String namespace, NeighbourSpec spec) {
        return new Constraint(kind, namespace + "/" + spec.group(), spec.strength() != Strength.Preferred);
    }

    private static Duration span(Optional<String> text, Duration otherwise) {
        return text.map(Durations::parse).orElse(otherwise);
    }

    /** The failback window as it is then, if one is declared. */
    static Optional<Surroundings.CalendarWindow> window(ResourceGroup group, Instant now) {
        return Optional.ofNullable(group.getSpec().failback()).map(FailbackSpec::window).map(w -> {
            try {
                return CalendarWindow.of(w.schedule(), Optional.ofNullable(w.timeZone()).orElse("UTC"), w.duration())
                        .at(now);
            } catch (IllegalArgumentException e) {
                return Surroundings.CalendarWindow.wrong(e.getMessage());
            }
        });
    }
}
