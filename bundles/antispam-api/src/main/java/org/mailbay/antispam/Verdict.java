package org.mailbay.antispam;

import java.util.List;

/**
 * What becomes of a candidate.
 *
 * @param status enhanced status code, when it is refused or is to be tried later
 * @param reply text of the reply to the client, when it is refused or is to be tried later
 * @param opinions in the order of the stages
 * @param fields header fields to put before the message (Authentication-Results and others), each with its CRLF
 */
public record Verdict(
        Action action, double points, String status, String reply, List<Said> opinions, List<String> fields) {
    public Verdict {
        opinions = List.copyOf(opinions);
        fields = List.copyOf(fields);
    }

    /** What is done. */
    public enum Action {
        /** Goes on: to the inbox in the end. */
        ACCEPT,
        JUNK,
        QUARANTINE,
        TRY_LATER,
        REFUSE
    }

    /**
     * One stage's opinion.
     *
     * @param failure why there is none: it threw, took too long, or is left out; empty when there is one
     */
    public record Said(String stage, Opinion opinion, long micros, String failure) {}
}
