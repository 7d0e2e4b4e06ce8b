package io.quorate.core;

import java.util.Optional;

/** Going back to an earlier owner: by itself, once that owner has been up long enough and the calendar allows it. */
final class Failback {

    /** Reason of a claim that was released for it. */
    static final String REASON = "Failback";

    private Failback() {}

    /** The owner that the group would rather be on. */
    static Optional<String> target(Situation s, String active) {
        var list = s.list();
        var own = list.indexOf(active);
        return s.owners().stream().filter(o -> o.takeOver() == Owner.TakeOver.READY).map(Owner::node)
                .filter(n -> list.indexOf(n) < own)
                .filter(n -> Constraints.unkept(s.state(), s.state().node(n)) <= Constraints
                        .unkept(s.state(), s.state().node(active)))
                .findFirst().filter(n -> s.declared().failback().automatic())
                // A move by hand outranks the order.
                .filter(n -> Relocations.ruling(s.state()).isEmpty());
    }

    /** Why the group is not back yet; empty if it is where it wants to be, or goes at once. */
    static Optional<Refusal> waits(Situation s) {
        return s.record().held().map(Claim::node).flatMap(n -> target(s, n)).flatMap(t -> refusal(s, t));
    }

    /** Why not now; empty if nothing is in the way. */
    static Optional<Refusal> refusal(Situation s, String target) {
        var policy = s.declared().failback();
        var what = "Failback to " + target;
        var up = s.state().node(target).record().filter(r -> r.recovery() == NodeRecord.Recovery.UP);
        if (up.isEmpty()) {
            return Optional.of(Refusal.of(what, "NotUp", target + " does not count as up yet"));
        }
        var flapping = Flapping.of(s.state(), target, what);
        if (flapping.isPresent()) {
            return flapping;
        }
        var soaked = up.get().since().plus(policy.soak());
        if (soaked.isAfter(s.state().now())) {
            return Optional.of(Refusal.until(what, "Soaking", target + " has to be up until " + soaked, soaked));
        }
        if (!policy.windowed()) {
            return Optional.empty();
        }
        var window = s.state().surroundings().window();
        if (window.isEmpty()) {
            return Optional.of(Refusal.of(what, "WindowUnknown", "the calendar window could not be evaluated"));
        }
        if (window.get().problem().isPresent()) {
            return window.get().problem().map(why -> Refusal.of(what, "WindowUnknown", why));
        }
        return window.get().open()
                ? Optional.empty()
                : Optional.of(new Refusal(what, "WindowClosed",
                        "waits for the calendar window" + window.get().changesAt()
                                .map(t -> ", which opens at " + t).orElse(", which never opens"),
                        window.get().changesAt()));
    }
}
