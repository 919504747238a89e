package org.mailbay.jmap.core.request;

import org.jspecify.annotations.Nullable;

/** A request that is refused as a whole, said as a problem document (RFC 8620 §3.6.1, RFC 7807): a value, thrown. */
public final class RequestProblem extends Exception {
    private static final String JMAP = "urn:ietf:params:jmap:error:";

    private static final long serialVersionUID = 1L;

    private final int status;

    private final String type;

    private final @Nullable String limit;

    private final long retryAfterSeconds;

    private RequestProblem(int status, String type, @Nullable String limit, String detail) {
        this(status, type, limit, detail, 1);
    }

    private RequestProblem(int status, String type, @Nullable String limit, String detail, long retryAfterSeconds) {
        super(detail, null, false, false);
        this.retryAfterSeconds = retryAfterSeconds;
        this.status = status;
        this.type = type;
        this.limit = limit;
    }

    /** A plain HTTP refusal. */
    public static RequestProblem http(int status, String detail) {
        return new RequestProblem(status, "about:blank", null, detail);
    }

    /** Too many log-ins failed (RFC 6585 §4). */
    public static RequestProblem failures(long retryAfterSeconds) {
        return new RequestProblem(429, "about:blank", null, "too many log-ins failed", retryAfterSeconds);
    }

    /** The body is not I-JSON, or does not say that it is JSON. */
    public static RequestProblem notJson(String detail) {
        return new RequestProblem(400, JMAP + "notJSON", null, detail);
    }

    /** It is JSON, but no Request object. */
    public static RequestProblem notRequest(String detail) {
        return new RequestProblem(400, JMAP + "notRequest", null, detail);
    }

    /** It uses a capability that the server lacks. */
    public static RequestProblem unknownCapability(String detail) {
        return new RequestProblem(400, JMAP + "unknownCapability", null, detail);
    }

    /** A limit of the core capability is passed. */
    public static RequestProblem limit(int status, String name) {
        return new RequestProblem(status, JMAP + "limit", name, "more than " + name);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** When to come again, where the status says that it makes sense. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** A URI. */
    public String type() {
        return type;
    }

    /** The limit's name in the core capability. */
    public @Nullable String limit() {
        return limit;
    }

    /** For the client's developer. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
