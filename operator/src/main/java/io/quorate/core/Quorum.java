package io.quorate.core;

import java.util.ArrayList;
import java.util.List;

/**
 * What a group needs of its owners to be allowed to run, and whether it has it.
 *
 * @param online owners that count now
 * @param of owners in all
 * @param needed owners needed
 * @param verdict the answer
 * @param missing owners that do not count, each with why
 */
public record Quorum(Rule rule, int online, int of, int needed, Verdict verdict, List<String> missing) {

    /** The rules. */
    public enum Rule {
        /** More than half of the owners. */
        MAJORITY("Majority") {
            @Override
            int needed(int owners) { return owners / 2 + 1; }
        },
        /** One owner is enough. */
        AT_LEAST_ONE("AtLeastOne") {
            @Override
            int needed(int owners) { return 1; }
        };

        private final String title;

        Rule(String title) {
            this.title = title;
        }

        abstract int needed(int owners);

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

    static Quorum of(GroupState state) {
        var declared = state.declared();
        var needed = declared.rule().needed(declared.nodes().size());
        var online = 0;
        var undecided = 0;
        var missing = new ArrayList<String>();
        for (var node : declared.nodes()) {
            var standing = state.standing(node);
            if (standing.votes()) {
                online++;
            } else {
                undecided += standing.undecided() ? 1 : 0;
                missing.add(node + " (" + standing.words() + ")");
            }
        }
        var verdict = online >= needed ? Verdict.YES : online + undecided >= needed ? Verdict.OPEN : Verdict.NO;
        return new Quorum(declared.rule(), online, declared.nodes().size(), needed, verdict, missing);
    }

    public boolean yes() { return verdict == Verdict.YES; }

    public boolean no() { return verdict == Verdict.NO; }

    /** As shown in the QUORUM column. */
    public String summary() { return online + "/" + of; }

    /** One sentence: the count, the need, and what is missing. */
    public String words() {
        var count = online + " of " + of + " owners online, " + needed + " needed";
        return missing.isEmpty() ? count : count + "; missing: " + String.join(", ", missing);
    }
}
