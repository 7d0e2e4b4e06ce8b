package io.quorate.core;

import java.util.Optional;
import java.util.function.Supplier;

/** The first of several rules that has something to say; those behind it are not asked. */
final class First {

    private First() {}

    @SafeVarargs
    static <T> Optional<T> of(Supplier<Optional<T>>... rules) {
        for (var rule : rules) {
            var said = rule.get();
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.empty();
    }
}
