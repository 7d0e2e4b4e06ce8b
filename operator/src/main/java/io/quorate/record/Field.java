package io.quorate.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks of single values in a record; each throws an {@link IllegalArgumentException} that names field and value. */
final class Field {

    /** One claim each millisecond for 30,000 years; far from where a {@code long} turns negative. */
    static final long HIGHEST_EPOCH = 999_999_999_999_999L;
    /** Last instant that RFC 3339 can write. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    /** Names of nodes and pods, as Kubernetes wants them: they become part of a request's path. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private Field() {}

    static <T> T present(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    static String filled(String field, String value) {
        if (present(field, value).isBlank()) {
            throw new IllegalArgumentException(field + " is empty");
        }
        return value;
    }

    static String name(String field, String value) {
        if (!NAME.matcher(present(field, value)).matches()) {
            throw new IllegalArgumentException(field + " '" + value + "' is no name of an object");
        }
        return value;
    }

    /** A name, or empty where there is none. */
    static String nameOrNone(String field, String value) {
        return present(field, value).isEmpty() ? value : name(field, value);
    }

    static Optional<Instant> instantOrNone(String field, String value) {
        return Optional.ofNullable(value).map(v -> instant(field, v));
    }

    static Instant instant(String field, String value) {
        try {
            var instant = Instant.parse(present(field, value));
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " '" + value + "' is no time such as 2026-11-23T12:00:00Z", e);
        }
        throw new IllegalArgumentException(field + " '" + value + "' is out of range, from 1970 to 9999");
    }

    static int count(String field, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " " + value + " is below 0");
        }
        return value;
    }

    static long epoch(String field, long value) {
        if (value < 0 || value > HIGHEST_EPOCH) {
            throw new IllegalArgumentException(field + " " + value + " is out of range, from 0 to " + HIGHEST_EPOCH);
        }
        return value;
    }

    /** The list, none of whose entries is missing. */
    static <T> List<T> list(String field, List<T> values) {
        present(field, values).forEach(v -> present("an entry of " + field, v));
        return values;
    }
}
