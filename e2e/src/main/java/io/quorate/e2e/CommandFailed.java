package io.quorate.e2e;

/** A command ended with an exit code other than 0. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String stderr;

    CommandFailed(String command, int exitCode, String stderr) {
        super(command + " ended with exit code " + exitCode + ": " + stderr.strip());
        this.exitCode = exitCode;
        this.stderr = stderr;
    }

    public int exitCode() {
        return exitCode;
    }

    public String stderr() {
        return stderr;
    }
}
