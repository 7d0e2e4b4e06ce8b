package io.quorate.core;

import io.quorate.core.Surroundings.Readiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a group needs of its owners to be allowed to run, and whether it has it.
 *
 * @param online votes that count now
 * @param of votes in all
 * @param needed votes needed; 0 where the rule counts none
 * @param verdict the answer
 * @param missing owners that do not count, each with why
 * @param detail what the rule says beyond the count; empty if nothing
 */
public record Quorum(Rule rule, int online, int of, int needed, Verdict verdict, List<String> missing, String detail) {

    /** The rules. */
    public enum Rule {
        /** More than half of the votes. */
        MAJORITY("Majority"),
        /** One owner is enough. */
        AT_LEAST_ONE("AtLeastOne"),
        /** As many as the group says. */
        MINIMUM_ONLINE("MinimumOnline"),
        /** An expression over the online owners says whether they suffice. */
        SUFFICIENT_RESOURCES("SufficientResources");

        private final String title;

        Rule(String title) {
            this.title = title;
        }

        /** The name in the API. */
        public String title() { return title; }
    }

    /** Whether the group is quorate. */
    public enum Verdict {
        YES,
        /** Not enough owners are known to be online, and not enough are known to be lost: start nothing, stop nothing. */
        OPEN, NO
    }

    public Quorum {
        missing = List.copyOf(missing);
    }

    /**
     * The sets of online owners for which a rule by expression has to be evaluated, none under any other rule; and
     * whether quorum hangs on the answer, or only what would be if another owner were lost.
     */
    public static Map<Set<String>, Boolean> questions(GroupState state) {
        if (state.declared().quorum().rule() != Rule.SUFFICIENT_RESOURCES) {
            return Map.of();
        }
        var asked = new HashMap<Set<String>, Boolean>();
        var committed = state.recorded() instanceof Recorded.Present(var record, var _)
                ? record.owners()
                : List.<String>of();
        for (var owners : committed.isEmpty()
                ? List.of(state.declared().nodes())
                : List.of(state.declared().nodes(), committed)) {
            var online = owners.stream().filter(n -> state.standing(n).votes()).collect(Collectors.toSet());
            asked.put(online, true);
            asked.put(owners.stream().filter(n -> state.standing(n).votes() || state.standing(n).undecided())
                    .collect(Collectors.toSet()), true);
            for (var lost : online) {
                asked.putIfAbsent(online.stream().filter(n -> !n.equals(lost)).collect(Collectors.toSet()), false);
            }
        }
        return asked;
    }

    static Quorum of(GroupState state, List<String> owners) {
        var online = new TreeSet<String>();
        var possible = new TreeSet<String>();
        var missing = new ArrayList<String>();
        for (var node : owners) {
            var standing = state.standing(node);
            if (standing.votes()) {
                online.add(node);
            } else {
                missing.add(node + " (" + standing.words() + ")");
            }
            if (standing.votes() || standing.undecided()) {
                possible.add(node);
            }
        }
        return of(state, owners, online, possible, missing);
    }

    /** The same if one more owner were lost. */
    static Quorum without(GroupState state, List<String> owners, String lost) {
        var online = new TreeSet<String>();
        owners.stream().filter(n -> !n.equals(lost) && state.standing(n).votes()).forEach(online::add);
        return of(state, owners, online, online, List.of());
    }

    private static Quorum of(GroupState state, List<String> owners, Set<String> online, Set<String> possible,
            List<String> missing) {
        var policy = state.declared().quorum();
        if (policy.rule() == Rule.SUFFICIENT_RESOURCES) {
            return sufficient(state, owners, online, possible, missing);
        }
        // More votes of the control plane than one would let it decide alone.
        var witness = policy.witness() && policy.rule() == Rule.MAJORITY && owners.size() % 2 == 0 ? 1 : 0;
        var of = owners.size() + witness;
        var needed = switch (policy.rule()) {
            case MAJORITY -> of / 2 + 1;
            case AT_LEAST_ONE, SUFFICIENT_RESOURCES -> 1;
            case MINIMUM_ONLINE -> policy.minimumOnline();
        };
        var votes = online.size() + witness;
        var verdict = votes >= needed
                ? Verdict.YES
                : possible.size() + witness >= needed ? Verdict.OPEN : Verdict.NO;
        return new Quorum(policy.rule(), votes, of, needed, verdict, missing,
                witness == 1 ? "the control plane votes as witness" : "");
    }

    /** Losing an owner never makes the rest suffice: so what is undecided decides only in its own favour. */
    private static Quorum sufficient(GroupState state, List<String> owners, Set<String> online, Set<String> possible,
            List<String> missing) {
        var unknown = new Readiness(false, state.surroundings().wrong()
                .orElse("the expression has not been evaluated for these owners"));
        var table = state.surroundings().sufficient();
        var now = table.getOrDefault(online, unknown);
        var best = table.getOrDefault(possible, unknown);
        var open = !now.yes() && (best.yes() || best == unknown || now == unknown);
        var verdict = now.yes() ? Verdict.YES : open ? Verdict.OPEN : Verdict.NO;
        return new Quorum(Rule.SUFFICIENT_RESOURCES, online.size(), owners.size(), 0, verdict, missing, now.reason());
    }

    public boolean yes() { return verdict == Verdict.YES; }

    public boolean no() { return verdict == Verdict.NO; }

    /** As shown in the QUORUM column. */
    public String summary() { return online + "/" + of; }

    /** One sentence: the count, the need, and what is missing. */
    public String words() {
        var count = needed == 0
                ? online + " of " + of + " owners online: " + detail
                : online + " of " + of + (detail.isEmpty() ? " owners online, " : " votes, ") + needed + " needed"
                        + (detail.isEmpty() ? "" : " (" + detail + ")");
        return missing.isEmpty() ? count : count + "; missing: " + String.join(", ", missing);
    }
}
