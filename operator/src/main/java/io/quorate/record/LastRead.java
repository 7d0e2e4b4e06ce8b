package io.quorate.record;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What each record said when it was read last. It is read from the API server at every look all the same; only where its
 * text is equal, key by key, it is not parsed again: most looks find what the one before found.
 */
final class LastRead<R> {

    private record Known<R>(String of, Map<String, String> data, R record) {}

    private final Map<String, Known<R>> last = new ConcurrentHashMap<>();

    /**
     * @param name of the ConfigMap
     * @param of whose record it is meant to be: for somebody else the same text may be wrong
     * @param parse throws what it will for a text that it does not understand; that is not remembered
     */
    R record(String name, String of, Map<String, String> data, Supplier<R> parse) {
        var known = last.get(name);
        if (known != null && known.of().equals(of) && known.data().equals(data)) {
            return known.record();
        }
        var record = parse.get();
        last.put(name, new Known<>(of, data, record));
        return record;
    }

    /** There is none any more. */
    void gone(String name) {
        last.remove(name);
    }
}
