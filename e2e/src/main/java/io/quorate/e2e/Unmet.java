package io.quorate.e2e;

/** Something this machine lacks or refuses: one line that says what, and what to do. */
public final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unmet(String message) {
        super(message);
    }
}
