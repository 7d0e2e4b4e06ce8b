package io.quorate.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a group depends on beyond its own nodes and pods; evaluated outside, handed in as values.
 *
 * @param objects by resource name: readiness of objects without pods
 * @param sufficient the rule {@code SufficientResources} for the sets of online owners that matter now
 * @param window the failback window
 * @param others by key: groups that constraints or allocations on shared nodes name
 * @param rivals groups of a higher priority that look for a place, too
 * @param relocations moves asked for by hand, oldest first
 * @param selfFenced uids of pods whose guard must have stopped them by now
 * @param wrong an expression that cannot be evaluated: its field, why, and the remedy
 */
public record Surroundings(Map<String, Readiness> objects, Map<Set<String>, Readiness> sufficient,
        Optional<CalendarWindow> window, Map<String, Other> others, List<Rival> rivals, List<Relocation> relocations,
        Set<String> selfFenced, Optional<String> wrong) {

    public static final Surroundings NONE = new Surroundings(Map.of(), Map.of(), Optional.empty(), Map.of(), List.of(),
            List.of(), Set.of(), Optional.empty());

    /** A verdict of somebody else, with its reason. */
    public record Readiness(boolean yes, String reason) {}

    /**
     * @param changesAt when {@code open} is next another; absent: never
     * @param problem why it cannot be told, with the remedy; it is not open then
     */
    public record CalendarWindow(boolean open, Optional<Instant> changesAt, Optional<String> problem) {

        public static CalendarWindow of(boolean open, Optional<Instant> changesAt) {
            return new CalendarWindow(open, changesAt, Optional.empty());
        }

        public static CalendarWindow wrong(String problem) {
            return new CalendarWindow(false, Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * Another group.
     *
     * @param exists whether there is such a group
     * @param node node of its held claim
     * @param ready whether it is ready there
     * @param nodes its owners
     * @param constraints what it asks of others in turn
     */
    public record Other(boolean exists, Optional<String> node, boolean ready, int priority, List<String> nodes,
            List<Constraint> constraints) {

        /** A group that is not there. */
        public static final Other NONE = new Other(false, Optional.empty(), false, 0, List.of(), List.of());

        public Other {
            nodes = List.copyOf(nodes);
            constraints = List.copyOf(constraints);
        }
    }

    /** A group that goes before this one where room is short; {@code node} is where it would go. */
    public record Rival(String group, String node, Map<String, Long> requests) {}

    /**
     * A move asked for by hand: to a node, or away from one; exactly one of them.
     *
     * @param since when it was asked for
     * @param until the end of the stay, or of the attempt
     * @param moved whether the group has been where it asks
     */
    public record Relocation(String name, Optional<String> to, Optional<String> awayFrom, Instant since,
            Instant until, boolean moved) {}

    public Surroundings {
        objects = Map.copyOf(objects);
        sufficient = Map.copyOf(sufficient);
        others = Map.copyOf(others);
        rivals = List.copyOf(rivals);
        relocations = List.copyOf(relocations);
        selfFenced = Set.copyOf(selfFenced);
    }

    Other other(String group) { return others.getOrDefault(group, Other.NONE); }

    /** With the answers to {@link Quorum#questions}; a question that could not be answered is left out of the table. */
    public Surroundings answering(Map<Set<String>, Readiness> verdicts, Optional<String> problem) {
        return new Surroundings(objects, verdicts, window, others, rivals, relocations, selfFenced,
                problem.or(() -> wrong));
    }
}
