package org.mailbay.mailauth.dmarc;

/**
 * A domain that SPF or DKIM speaks of (RFC 9989 §4.4).
 *
 * @param domain lower-case A-labels: of MAIL FROM, of HELO when there is no sender, or who signed
 */
public record Identifier(Method method, String domain, Standing standing) {
    /** What speaks of it. */
    public enum Method {
        SPF,
        DKIM
    }

    /** What it says. */
    public enum Standing {
        PASS,
        /** It may say something else later. */
        TEMPERROR,
        OTHER
    }
}
