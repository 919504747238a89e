package org.mailbay.smtp.command;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mailbay.sasl.Mechanism;
import org.mailbay.sasl.Offer;

/**
 * What is offered to a client now: what EHLO says, and which parameters are taken.
 *
 * @param isSecure whether TLS is on
 * @param canStartTls whether it can be
 * @param login how users may prove who they are: not at all on a listener that is not for them, nor where others can read it (RFC 8314 §3.3)
 * @param isReporting whether there is a queue, which writes delivery reports and keeps what is not to go yet
 * @param maxHold longest time that a message may be held for its sender
 */
public record Extensions(
        Role role,
        boolean isSecure,
        boolean canStartTls,
        Offer login,
        boolean isReporting,
        Duration maxHold,
        int maxRecipients,
        long maxMessageBytes) {

    public boolean hasAuth() {
        return role == Role.SUBMISSION && !login.mechanisms().isEmpty();
    }

    /** RFC 4865; it is for submission only (§1). */
    boolean hasFutureRelease() {
        return role == Role.SUBMISSION && isReporting && !maxHold.isZero();
    }

    /** RFC 6710; strangers have no say in it (§5.1). */
    boolean hasPriorities() {
        return role == Role.SUBMISSION;
    }

    /** RFC 8689 §4.2.1: not without TLS. */
    boolean hasRequireTls() {
        return isSecure && role != Role.LMTP;
    }

    /** Keywords with their parameters (RFC 5321 §4.1.1.1). */
    public List<String> keywords(Instant now) {
        List<String> lines = new ArrayList<>(List.of(
                "PIPELINING",
                "SIZE " + maxMessageBytes,
                "8BITMIME",
                "SMTPUTF8",
                "CHUNKING",
                "BINARYMIME",
                "ENHANCEDSTATUSCODES",
                "LIMITS RCPTMAX=" + maxRecipients)); // RFC 9422 §4.2
        if (isReporting) {
            lines.add("DSN");
            lines.add("DELIVERBY"); // RFC 2852 §3: no least time
        }
        if (hasFutureRelease()) {
            // RFC 4865 §4: seconds, and the moment
            lines.add("FUTURERELEASE " + maxHold.toSeconds() + " "
                    + now.plus(maxHold).truncatedTo(ChronoUnit.SECONDS));
        }
        if (hasPriorities()) {
            lines.add("MT-PRIORITY");
        }
        if (hasRequireTls()) {
            lines.add("REQUIRETLS");
        }
        if (hasAuth()) {
            lines.add(
                    login.mechanisms().stream().map(Mechanism::wireName).collect(Collectors.joining(" ", "AUTH ", "")));
        }
        if (canStartTls) {
            lines.add("STARTTLS");
        }
        return lines;
    }
}
