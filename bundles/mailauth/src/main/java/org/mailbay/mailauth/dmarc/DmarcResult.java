package org.mailbay.mailauth.dmarc;

import java.util.List;
import java.util.Locale;

/**
 * What came of a check.
 *
 * @param domain of the author, lower-case A-labels; empty when there is none
 * @param policyDomain where the record was found; empty when there is none
 * @param published what the record says for the author's domain
 * @param wanted what is to be done with a message that fails: {@code published}, or one level below it when the domain tests
 * @param aligned what passed and is of the author's organization, such as {@code dkim=example.org}
 * @param reports where the domain wants aggregate reports to go
 * @param reason for people; may be empty
 */
public record DmarcResult(
        Verdict verdict,
        String domain,
        String policyDomain,
        Policy published,
        Policy wanted,
        List<String> aligned,
        List<String> reports,
        String reason) {
    public DmarcResult {
        aligned = List.copyOf(aligned);
        reports = List.copyOf(reports);
    }

    static DmarcResult without(Verdict verdict, String domain, String reason) {
        return new DmarcResult(verdict, domain, "", Policy.NONE, Policy.NONE, List.of(), List.of(), reason);
    }

    /** What came of it (RFC 8601 §2.7, RFC 9989 §5.4). */
    public enum Verdict {
        /** There is no policy. */
        NONE,
        PASS,
        FAIL,
        /** Try later. */
        TEMPERROR,
        /** It cannot be told who the author is. */
        PERMERROR;

        /** As Authentication-Results writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
