package org.mailbay.imap.search;

/**
 * What messages are sorted by (RFC 5256 §3).
 *
 * @param reverse whether the greatest comes first
 */
public record SortKey(Criterion criterion, boolean reverse) {
    /** RFC 5256 §3, RFC 5957 §4, RFC 6203 §5. */
    public enum Criterion {
        ARRIVAL,
        CC,
        DATE,
        DISPLAYFROM,
        DISPLAYTO,
        FROM,
        RELEVANCY,
        SIZE,
        SUBJECT,
        TO
    }
}
