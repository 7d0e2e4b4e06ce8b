package io.quorate.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one request to establish that a boot of a node has ended.
 *
 * @param attested who says so, if a person does
 * @param urgent whether the node answers and is fenced nevertheless, for a stop that did not come to an end
 * @param node whether that boot is still what is there
 * @param other the fence of the same node that is being carried out, of which there is one at a time
 * @param brake why it does not begin yet
 * @param beside uids of the other requests for the same boot that are not decided
 * @param served the attempt of another request that has served this one, with success
 * @param attempts what was tried, in order; only the last one may be running
 * @param methods what can be tried, in order
 * @param answer of what carries out the attempt that is running
 * @param downAfter silence after which a node counts as down
 */
public record FenceCase(Instant now, Optional<String> attested, boolean urgent, Presence node, Optional<String> other,
        Optional<String> brake, List<String> beside, Optional<Attempt> served, List<Attempt> attempts,
        List<Method> methods, Answer answer,
        Duration downAfter) {

    /** What is heard of the node. */
    public enum Presence {
        /** Nothing. */
        SILENT,
        /** This very boot of it. */
        HEARD,
        /** A later boot of the same machine. */
        ANEW,
        /** Another machine has the node's name. */
        REPLACED
    }

    /** How a node can be fenced; {@code attempts} times for {@code timeout} each. */
    public record Method(String name, int attempts, Duration timeout) {}

    /**
     * One use of a method, numbered from 1 by method.
     *
     * @param serves uids of other requests for the same boot that were there before it began: the pods that they cover
     *            were deleted before, too
     */
    public record Attempt(String method, int number, Instant began, Optional<Instant> ended, Result result,
            String message, List<String> serves) {

        public Attempt {
            serves = List.copyOf(serves);
        }

        Attempt end(Instant now, Result how, String why) {
            return new Attempt(method, number, began, Optional.of(now), how, why, serves);
        }
    }

    /** What came of an attempt. The names are those of the API. */
    public enum Result {
        Running, Succeeded, Failed, TimedOut
    }

    /** What those who carry an attempt out say of it. */
    public record Answer(Kind kind, String message) {

        /** Of an answer. */
        public enum Kind {
            /** Nobody has begun with it. */
            NONE, RUNNING, SUCCEEDED, FAILED
        }
    }

    /** What is decided. The names are the reasons of the API. */
    public enum Verdict {
        MethodSucceeded(true), Attested(true),
        /** It is said to have ended, and this very boot is heard of. */
        Contradicted(false),
        /** Every method has been tried as often as it may. */
        MethodsExhausted(false),
        /** The node is back by itself, and its kubelet proves what has stopped. */
        NodeReturned(false);

        private final boolean good;

        Verdict(boolean good) {
            this.good = good;
        }

        /** Whether it is evidence. */
        public boolean good() {
            return good;
        }
    }

    public FenceCase {
        beside = List.copyOf(beside);
        attempts = List.copyOf(attempts);
        methods = List.copyOf(methods);
    }

    public FenceCase with(Answer next) {
        return new FenceCase(now, attested, urgent, node, other, brake, beside, served, attempts, methods, next,
                downAfter);
    }

    /** How long the attempt may take; none if its method is gone. */
    public Duration timeout(Attempt attempt) {
        return methods.stream().filter(m -> m.name().equals(attempt.method())).map(Method::timeout).findFirst()
                .orElse(Duration.ZERO);
    }

    /** The last attempt, if this is how it stands with it. */
    public Optional<Attempt> last(Result result) {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.getLast()).filter(a -> a.result() == result);
    }
}
