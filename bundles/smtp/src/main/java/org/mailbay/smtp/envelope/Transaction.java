package org.mailbay.smtp.envelope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.smtp.command.MailParameters;

/** A mail transaction: sender and recipients so far (RFC 5321 §3.3). */
public final class Transaction {
    /** In the reply, the Received field and every line of the log. */
    public final String traceId;

    /** When it began. */
    public final Instant begun;

    /** Reverse-path; empty is the null sender. */
    public final String sender;

    public final MailParameters parameters;

    public final List<Accepted> recipients = new ArrayList<>();

    /** What stages found out so far. */
    public final List<AuthResult> results = new ArrayList<>();

    /** The worst that was decided so far. */
    public Verdict.Action verdict = Verdict.Action.ACCEPT;

    public Transaction(String traceId, Instant begun, String sender, MailParameters parameters) {
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
    public record Accepted(
            String address, Map<String, String> parameters, boolean isOurs, List<Target> targets, List<String> steps) {
        /** Whether it is forwarded to another server. */
        public boolean isForwarded() {
            return isOurs && targets.stream().anyMatch(Target.Remote.class::isInstance);
        }

        /** Whether the sender wants to hear that it arrived (RFC 3461 §4.1). */
        public boolean wantsReceipt() {
            return parameters.getOrDefault("NOTIFY", "").contains("SUCCESS");
        }
    }
}
