package org.mailbay.mailauth.spf;

import java.util.Locale;

/** What came of a check (RFC 7208 §2.6). */
public enum SpfVerdict {
    /** There is no policy. */
    NONE,
    /** The domain says nothing of this host. */
    NEUTRAL,
    PASS,
    FAIL,
    SOFTFAIL,
    /** Try later. */
    TEMPERROR,
    /** The policy cannot be read. */
    PERMERROR;

    /** As Authentication-Results and Received-SPF write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
