package io.quorate.port;

import java.net.HttpURLConnection;

/** The API server refused a call, or did not answer; without an answer a write may have happened all the same. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final boolean explained;

    /**
     * @param code HTTP status, 0 if there was no answer
     * @param explained whether the refusal names what is wrong with single fields
     */
    public ApiException(int code, boolean explained, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.explained = explained;
    }

    /** HTTP status; 0 if there was no answer. */
    public int code() {
        return code;
    }

    /** Whether somebody was quicker: what the call was made for has changed since, or is gone. */
    public boolean overtaken() {
        return code == HttpURLConnection.HTTP_CONFLICT || code == HttpURLConnection.HTTP_NOT_FOUND;
    }

    /** Whether the refusal names what is wrong with single fields; a failed {@code test} of a JSON Patch names none. */
    public boolean explained() {
        return explained;
    }
}
