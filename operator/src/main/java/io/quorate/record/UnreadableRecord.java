package io.quorate.record;

import io.fabric8.kubernetes.api.model.ConfigMap;

/** A record that cannot be understood. Nothing is done on top of it. The message names ConfigMap, key, value, remedy. */
public final class UnreadableRecord extends RuntimeException {

    private static final long serialVersionUID = 1L;
    /** What fits in a condition that people read; a record may hold a megabyte. */
    private static final int SHOWN = 160;

    private UnreadableRecord(String message) {
        super(message);
    }

    /** @param value as found, {@code null} if the key is missing */
    static UnreadableRecord key(String key, String value, String what) {
        return new UnreadableRecord(
                "data." + shown(key) + (value == null ? " is missing: " : " is '" + shown(value) + "': ")
                        + shown(what));
    }

    UnreadableRecord in(ConfigMap map, String remedy) {
        var meta = map.getMetadata();
        return new UnreadableRecord("record ConfigMap " + meta.getNamespace() + "/" + meta.getName() + ", "
                + getMessage() + "; nothing is started or stopped. " + remedy);
    }

    private static String shown(String text) {
        var line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }
}
