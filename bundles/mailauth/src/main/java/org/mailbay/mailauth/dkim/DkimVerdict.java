package org.mailbay.mailauth.dkim;

import java.util.Locale;

/** What came of a signature (RFC 8601 §2.7.1). */
public enum DkimVerdict {
    PASS,
    /** It is not of this message, or has expired. */
    FAIL,
    /** It may be right, but is not good enough: SHA-1, a short key, a body that is signed in part only. */
    POLICY,
    /** It cannot be read, or is of a kind that is not known. */
    NEUTRAL,
    /** Try later. */
    TEMPERROR,
    /** It cannot be verified: there is no key, for instance. */
    PERMERROR;

    /** As Authentication-Results writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
