package org.mailbay.jmap;

import org.jspecify.annotations.Nullable;

/** A method that is refused as a whole (RFC 8620 §3.6.2): a value, thrown; it carries no stack trace. */
public final class MethodError extends Exception {
    /** RFC 8620 §3.6.2. */
    public static final String SERVER_UNAVAILABLE = "serverUnavailable";

    /** RFC 8620 §3.6.2: our fault; nothing was changed. */
    public static final String SERVER_FAIL = "serverFail";

    /** RFC 8620 §3.6.2: some, but not all, was changed; the client must fetch anew. */
    public static final String SERVER_PARTIAL_FAIL = "serverPartialFail";

    /** RFC 8620 §3.6.2. */
    public static final String UNKNOWN_METHOD = "unknownMethod";

    /** RFC 8620 §3.6.2. */
    public static final String INVALID_ARGUMENTS = "invalidArguments";

    /** RFC 8620 §3.6.2. */
    public static final String INVALID_RESULT_REFERENCE = "invalidResultReference";

    /** RFC 8620 §3.6.2. */
    public static final String FORBIDDEN = "forbidden";

    /** RFC 8620 §3.6.2. */
    public static final String ACCOUNT_NOT_FOUND = "accountNotFound";

    /** RFC 8620 §3.6.2. */
    public static final String ACCOUNT_NOT_SUPPORTED_BY_METHOD = "accountNotSupportedByMethod";

    /** RFC 8620 §3.6.2. */
    public static final String ACCOUNT_READ_ONLY = "accountReadOnly";

    /** RFC 8620 §5.1, §5.3. */
    public static final String REQUEST_TOO_LARGE = "requestTooLarge";

    /** RFC 8620 §5.2. */
    public static final String CANNOT_CALCULATE_CHANGES = "cannotCalculateChanges";

    /** RFC 8620 §5.3. */
    public static final String STATE_MISMATCH = "stateMismatch";

    /** RFC 8620 §5.4. */
    public static final String FROM_ACCOUNT_NOT_FOUND = "fromAccountNotFound";

    /** RFC 8620 §5.4. */
    public static final String FROM_ACCOUNT_NOT_SUPPORTED_BY_METHOD = "fromAccountNotSupportedByMethod";

    /** RFC 8620 §5.5. */
    public static final String ANCHOR_NOT_FOUND = "anchorNotFound";

    /** RFC 8620 §5.5. */
    public static final String UNSUPPORTED_SORT = "unsupportedSort";

    /** RFC 8620 §5.5. */
    public static final String UNSUPPORTED_FILTER = "unsupportedFilter";

    /** RFC 8620 §5.6. */
    public static final String TOO_MANY_CHANGES = "tooManyChanges";

    private static final long serialVersionUID = 1L;

    private final String type;

    private final @Nullable String description;

    /**
     * An error.
     *
     * @param type one of the constants, or one that a capability defines
     * @param description for the client's developer; no content, no secrets
     */
    public MethodError(String type, @Nullable String description) {
        super(description == null ? type : type + ": " + description, null, false, false);
        this.type = type;
        this.description = description;
    }

    /** {@link #INVALID_ARGUMENTS}, the most frequent. */
    public static MethodError invalidArguments(String description) {
        return new MethodError(INVALID_ARGUMENTS, description);
    }

    /** Its type. */
    public String type() {
        return type;
    }

    /** What a developer should know. */
    public @Nullable String description() {
        return description;
    }
}
