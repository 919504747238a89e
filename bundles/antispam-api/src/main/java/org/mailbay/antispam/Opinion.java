package org.mailbay.antispam;

import java.util.List;

/**
 * What a stage thinks of a candidate.
 *
 * @param points for {@link Advice#POINTS}: more is worse; below zero speaks for it
 * @param status enhanced status code of a reply (RFC 3463), for {@link Advice#REFUSE} and {@link Advice#TRY_LATER}
 * @param reason one sentence without content of the message; goes into the trace, and into the reply to the client when it is refused
 * @param results for Authentication-Results and for stages that follow
 */
public record Opinion(Advice advice, double points, String status, String reason, List<AuthResult> results) {
    /** Nothing to say. */
    public static final Opinion NONE = none("");

    public Opinion {
        results = List.copyOf(results);
        if (!Double.isFinite(points) || reason.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("opinion");
        }
    }

    /** Nothing to say, and why. */
    public static Opinion none(String reason) {
        return new Opinion(Advice.NONE, 0, "", reason, List.of());
    }

    /** For or against it. */
    public static Opinion points(double points, String reason) {
        return new Opinion(Advice.POINTS, points, "", reason, List.of());
    }

    /** Not to be taken. */
    public static Opinion refuse(String status, String reason) {
        return new Opinion(Advice.REFUSE, 0, status, reason, List.of());
    }

    /** Not to be taken now. */
    public static Opinion tryLater(String status, String reason) {
        return new Opinion(Advice.TRY_LATER, 0, status, reason, List.of());
    }

    /** Not to be delivered before somebody has looked. */
    public static Opinion quarantine(String reason) {
        return new Opinion(Advice.QUARANTINE, 0, "", reason, List.of());
    }

    /** With results for others. */
    public Opinion with(List<AuthResult> found) {
        return new Opinion(advice, points, status, reason, found);
    }

    /** What a stage would do. */
    public enum Advice {
        NONE,
        POINTS,
        QUARANTINE,
        TRY_LATER,
        REFUSE
    }
}
