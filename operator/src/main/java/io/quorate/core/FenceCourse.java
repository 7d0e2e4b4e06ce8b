package io.quorate.core;

import io.quorate.core.FenceCase.Answer;
import io.quorate.core.FenceCase.Attempt;
import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Result;
import io.quorate.core.FenceCase.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The course of a fence: one attempt at a time, a method as often as it may, then the next one. Nothing is decided for
 * good: what has succeeded is not believed while the very boot is heard of, and what was given up goes on when the node
 * falls silent again.
 */
public final class FenceCourse {

    private static final String REFUTED = " says that it has ended, and this very boot of the node is heard of";

    private FenceCourse() {}

    public static FencePlan plan(FenceCase c) {
        if (c.attested().isPresent()) {
            return c.node() == Presence.HEARD
                    ? decided(c.attempts(), Verdict.Contradicted, c.attested().get() + REFUTED)
                    : decided(c.attempts(), Verdict.Attested, "by " + c.attested().get());
        }
        return First.of(() -> c.last(Result.Succeeded).map(a -> succeeded(c, a)),
                () -> c.last(Result.Running).map(a -> running(c, a)), () -> c.served().map(a -> succeeded(c, a)))
                .orElseGet(() -> next(c, c.attempts()));
    }

    /** A node that was heard of just before it was switched off is heard of a while longer. */
    private static FencePlan succeeded(FenceCase c, Attempt attempt) {
        var believed = attempt.ended().orElse(attempt.began()).plus(c.downAfter().multipliedBy(2));
        return c.node() == Presence.HEARD && c.now().isAfter(believed)
                ? decided(c.attempts(), Verdict.Contradicted, attempt.method() + REFUTED)
                : decided(c.attempts(), Verdict.MethodSucceeded, attempt.method() + " has fenced the node");
    }

    private static FencePlan running(FenceCase c, Attempt attempt) {
        var overdue = !c.now().isBefore(attempt.began().plus(c.timeout(attempt)));
        return switch (c.answer().kind()) {
            case SUCCEEDED -> c.node() == Presence.REPLACED
                    ? next(c, ended(c, attempt, Result.Failed, "another machine has the node's name by now: which one"
                            + " was switched off is not known"))
                    : decided(ended(c, attempt, Result.Succeeded, c.answer().message()),
                            Verdict.MethodSucceeded, attempt.method() + " has fenced the node");
            case FAILED -> next(c, ended(c, attempt, Result.Failed, c.answer().message()));
            case NONE, RUNNING -> overdue
                    ? next(c, ended(c, attempt, Result.TimedOut, "no answer in time"))
                    : new FencePlan(c.attempts(), Optional.empty(), words(attempt, c.answer()));
        };
    }

    private static String words(Attempt attempt, Answer answer) {
        return attempt.method() + ", attempt " + attempt.number()
                + (answer.message().isEmpty() ? "" : ": " + answer.message());
    }

    private static List<Attempt> ended(FenceCase c, Attempt attempt, Result result, String message) {
        var attempts = new ArrayList<>(c.attempts());
        attempts.set(attempts.size() - 1, attempt.end(c.now(), result, message));
        return attempts;
    }

    /** Who is back needs no fence; a stop that does not come to an end does, though the node answers. */
    private static FencePlan next(FenceCase c, List<Attempt> attempts) {
        if (c.node() == Presence.REPLACED) {
            return decided(attempts, Verdict.NodeReturned, "another machine has the node's name; make sure that the one"
                    + " with the system uuid of this fence is off");
        }
        if (c.node() == Presence.ANEW || c.node() == Presence.HEARD && !c.urgent()) {
            return decided(attempts, Verdict.NodeReturned, "the node is heard of; its kubelet proves what stops");
        }
        if (c.other().isPresent()) {
            return new FencePlan(attempts, Optional.empty(), "waits until " + c.other().get() + " is decided");
        }
        if (c.brake().isPresent()) {
            return new FencePlan(attempts, Optional.empty(), c.brake().get());
        }
        for (var method : c.methods()) {
            var tried = (int) attempts.stream().filter(a -> a.method().equals(method.name())).count();
            if (tried < method.attempts()) {
                var begun = new Attempt(method.name(), tried + 1, c.now(), Optional.empty(), Result.Running, "",
                        c.beside());
                var all = new ArrayList<>(attempts);
                all.add(begun);
                return new FencePlan(all, Optional.empty(), words(begun, new Answer(Answer.Kind.NONE, "")));
            }
        }
        return decided(attempts, Verdict.MethodsExhausted, c.methods().isEmpty()
                ? "no FencingMethod selects the node; create one"
                : "every FencingMethod of the node was tried: " + c.methods().stream()
                        .flatMap(m -> attempts.stream().filter(a -> a.method().equals(m.name())).reduce((x, y) -> y)
                                .stream())
                        .map(a -> a.method() + ": " + a.message()).collect(Collectors.joining("; ")));
    }

    private static FencePlan decided(List<Attempt> attempts, Verdict verdict, String message) {
        return new FencePlan(attempts, Optional.of(verdict), message);
    }
}
