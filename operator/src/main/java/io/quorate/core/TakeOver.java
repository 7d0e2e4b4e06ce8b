package io.quorate.core;

import io.quorate.core.Report.Answer;
import io.quorate.core.Report.Condition;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Whether the group would outlive the loss of any one owner without a person, and if not, of which. */
final class TakeOver {

    private static final String TYPE = "ReadyToFailOver";

    private TakeOver() {}

    static Condition condition(Situation s) {
        var active = s.record().held().map(Claim::node);
        if (active.isEmpty()) {
            return new Condition(TYPE, Answer.FALSE, "NotActive", "");
        }
        if (s.declared().run() != Declaration.Run.ALWAYS) {
            return new Condition(TYPE, Answer.FALSE,
                    s.declared().run() == Declaration.Run.PAUSED ? "Paused" : "Stopped",
                    "spec.run is not Always: nothing is moved");
        }
        var pending = OwnerChange.refusal(s);
        if (pending.isPresent()) {
            return new Condition(TYPE, Answer.FALSE, pending.get().reason(), pending.get().message());
        }
        if (!s.quorum().yes()) {
            return new Condition(TYPE, Answer.FALSE, "NotQuorate", s.quorum().words());
        }
        var fatal = new ArrayList<String>();
        for (var owner : s.owners()) {
            if (!Quorum.without(s.state(), s.list(), owner.node()).yes()) {
                fatal.add(owner.node());
            }
        }
        if (!fatal.isEmpty()) {
            return new Condition(TYPE, Answer.FALSE, "NoMargin",
                    "the loss of " + String.join(" or ", fatal) + " would cost the quorum");
        }
        if (s.successor().isEmpty()) {
            return new Condition(TYPE, Answer.FALSE, "NoSuccessor", "if " + active.get()
                    + " were lost, nobody could follow: "
                    + s.owners().stream().filter(o -> o.takeOver() == Owner.TakeOver.IMPOSSIBLE)
                            .map(o -> o.node() + " (" + (o.message().isEmpty() ? o.reason() : o.message()) + ")")
                            .collect(Collectors.joining(", ")));
        }
        if (s.bare()) {
            return new Condition(TYPE, Answer.FALSE, "NoController", Tenure.BARE);
        }
        return proven(s, s.state().node(active.get()))
                ? new Condition(TYPE, Answer.TRUE, "SuccessorReady", "next: " + s.successor().get())
                : new Condition(TYPE, Answer.FALSE, "NoFencing", "if " + active.get()
                        + " were lost, only a person could say that it is off: declare a FencingMethod that selects it");
    }

    /** Whether proof would come by itself if nothing were heard of the node any more. */
    private static boolean proven(Situation s, NodeSight node) {
        return node.fenceable() && s.declared().accepts(Evidence.Kind.NodeFenced)
                || s.declared().accepts(Evidence.Kind.NodeDeleted) || s.declared().accepts(Evidence.Kind.Unfenced);
    }
}
