package org.mailbay.mailauth.arc;

import java.util.List;
import java.util.Locale;

/**
 * What came of a chain.
 *
 * @param hops in the order of the message's way; empty unless it passed
 * @param isTemporary whether it failed because DNS did not answer
 * @param reason for people; empty when it passed
 */
public record ArcResult(Verdict verdict, List<Hop> hops, boolean isTemporary, String reason) {
    public ArcResult {
        hops = List.copyOf(hops);
    }

    /** Chain validation status (RFC 8617 §4.4). */
    public enum Verdict {
        NONE,
        PASS,
        FAIL;

        /** As Authentication-Results writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Somebody who passed the message on.
     *
     * @param sealer domain of the seal
     * @param results what it found out: the value of ARC-Authentication-Results behind the instance, to be read by {@link
     *     org.mailbay.mailauth.results.AuthenticationResults#parse}
     */
    public record Hop(int instance, String sealer, String results) {}
}
