package org.mailbay.smtp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Routing.Target;

/** A mail transaction: sender and recipients so far (RFC 5321 §3.3). */
final class Transaction {
    /** In the reply, the Received field and every line of the log. */
    final String traceId;

    /** When it began. */
    final Instant begun;

    /** Reverse-path; empty is the null sender. */
    final String sender;

    final MailParameters parameters;

    final List<Accepted> recipients = new ArrayList<>();

    /** What stages found out so far. */
    final List<AuthResult> results = new ArrayList<>();

    /** The worst that was decided so far. */
    Verdict.Action verdict = Verdict.Action.ACCEPT;

    Transaction(String traceId, Instant begun, String sender, MailParameters parameters) {
        this.traceId = traceId;
        this.begun = begun;
        this.sender = sender;
        this.parameters = parameters;
    }

    /**
     * A recipient that RCPT accepted.
     *
     * @param address as in RCPT TO
     * @param parameters of RCPT TO
     * @param isOurs whether we answer for the address, so that what goes elsewhere is forwarded
     * @param targets at least one
     * @param steps how it was found where it goes, for the trace
     */
    record Accepted(
            String address, Map<String, String> parameters, boolean isOurs, List<Target> targets, List<String> steps) {
        /** Whether it is forwarded to another server. */
        boolean isForwarded() {
            return isOurs && targets.stream().anyMatch(Target.Remote.class::isInstance);
        }

        /** Whether the sender wants to hear that it arrived (RFC 3461 §4.1). */
        boolean wantsReceipt() {
            return parameters.getOrDefault("NOTIFY", "").contains("SUCCESS");
        }
    }
}
