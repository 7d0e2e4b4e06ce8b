package io.quorate.record;

/** A record that cannot be understood. Nothing is done on top of it. */
public final class UnreadableRecord extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableRecord(String key, String what) {
        super("data." + key + ": " + what);
    }
}
