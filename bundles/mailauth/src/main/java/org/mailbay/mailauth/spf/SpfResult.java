package org.mailbay.mailauth.spf;

/**
 * A verdict and how it came about.
 *
 * @param domain that was asked, lower-case A-labels; what was given when it can be none
 * @param mechanism that matched, as the record has it; empty when none did
 * @param explanation of the domain for {@link SpfVerdict#FAIL}, printable ASCII, at most 500 characters; written by who owns the domain, so not
 *     to be trusted; empty when there is none
 * @param reason for people, of our own words; may be empty
 * @param lookups terms that asked DNS
 */
public record SpfResult(
        SpfVerdict verdict,
        Identity identity,
        String domain,
        String mechanism,
        String explanation,
        String reason,
        int lookups) {
    /** Whose domain was asked (RFC 7208 §2.2). */
    public enum Identity {
        HELO,
        MAILFROM;

        /** The property of Authentication-Results (RFC 8601 §2.7.2). */
        public String property() {
            return this == HELO ? "smtp.helo" : "smtp.mailfrom";
        }
    }
}
