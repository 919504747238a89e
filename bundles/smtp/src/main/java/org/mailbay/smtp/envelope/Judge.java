package org.mailbay.smtp.envelope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.net.Connection;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.session.Client;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/**
 * Asks the pipeline, for mail from strangers; without one everything is accepted.
 *
 * <p>Who hands mail over by LMTP has taken it already: of it the pipeline sees the message, from a client that nobody knows, and what it
 * would refuse goes to Junk, for the neighbour would have to bounce it to a sender who is likely forged.
 */
public final class Judge {
    private final Client client;

    public Judge(Client client) {
        this.client = client;
    }

    /** Whether there is anybody to ask. */
    public boolean isThere() {
        return isAsked() && client.server.antispam().isKnown();
    }

    private boolean isAsked() {
        return switch (client.role) {
            case MX -> true;
            case LMTP -> client.server.judgesLmtp();
            case SUBMISSION -> false;
        };
    }

    /** Who is it? Said after EHLO. */
    public void connection() throws Refusal, AwayException {
        client.results.clear();
        client.verdict = Verdict.Action.ACCEPT;
        Verdict verdict = ask(
                Phase.CONNECTION,
                client.server.nextTraceId(),
                client.server.now(),
                "",
                List.of(),
                null,
                client.results);
        if (verdict != null) {
            client.verdict = verdict.action();
            client.results.addAll(results(verdict));
            refuse(verdict, 554, 421);
        }
    }

    /** Is this recipient to have mail from this sender? */
    void recipient(Transaction transaction, String address) throws Refusal, AwayException {
        List<String> recipients = new ArrayList<>(addresses(transaction));
        recipients.add(address);
        Verdict verdict = ask(
                Phase.RECIPIENT,
                transaction.traceId,
                transaction.begun,
                transaction.sender,
                recipients,
                null,
                known(transaction));
        if (verdict != null) {
            refuse(verdict, 550, 451);
            transaction.verdict = worse(transaction.verdict, verdict.action());
            results(verdict).stream()
                    .filter(result -> !transaction.results.contains(result))
                    .forEach(transaction.results::add);
        }
    }

    /**
     * The message as a whole.
     *
     * @return null when nobody judged
     */
    @Nullable
    public Verdict message(Transaction transaction, Instant received, Candidate.Body body)
            throws Refusal, AwayException {
        Verdict verdict = ask(
                Phase.MESSAGE,
                transaction.traceId,
                received,
                transaction.sender,
                addresses(transaction),
                body,
                known(transaction));
        if (verdict != null) {
            Verdict.Action action = verdict.action();
            if (client.role == Role.LMTP && action == Verdict.Action.REFUSE) {
                action = Verdict.Action.JUNK;
            } else {
                refuse(verdict, 550, 451);
            }
            transaction.verdict = worse(worse(transaction.verdict, client.verdict), action);
        }
        return verdict;
    }

    private @Nullable Verdict ask(
            Phase phase,
            String traceId,
            Instant received,
            String sender,
            List<String> recipients,
            Candidate.@Nullable Body body,
            List<AuthResult> results)
            throws AwayException {
        if (!isAsked() || client.role == Role.LMTP && phase != Phase.MESSAGE) {
            return null;
        }
        try (Lease<Antispam> antispam = client.server.antispam().acquire()) {
            if (antispam == null) {
                return null;
            }
            Candidate.Client who = client.role == Role.LMTP
                    ? Candidate.Client.unknown(client.server.hostname())
                    : new Candidate.Client(
                            client.address(),
                            client.greeting.name(),
                            client.connection.tls().map(Connection.Tls::version).orElse(""),
                            client.server.hostname());
            return antispam.service()
                    .judge(phase, new Candidate(traceId, received, who, sender, recipients, body, results));
        }
    }

    private static void refuse(Verdict verdict, int never, int later) throws Refusal {
        switch (verdict.action()) {
            case REFUSE -> throw new Refusal(never, status(verdict, "5.7.1"), verdict.reply());
            case TRY_LATER -> throw new Refusal(later, status(verdict, "4.7.1"), verdict.reply());
            case ACCEPT, JUNK, QUARANTINE -> {}
        }
    }

    private static String status(Verdict verdict, String otherwise) {
        return verdict.status().isEmpty() ? otherwise : verdict.status();
    }

    private static Verdict.Action worse(Verdict.Action one, Verdict.Action other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static List<String> addresses(Transaction transaction) {
        return transaction.recipients.stream()
                .map(Transaction.Accepted::address)
                .toList();
    }

    private List<AuthResult> known(Transaction transaction) {
        List<AuthResult> known = new ArrayList<>(client.results);
        known.addAll(transaction.results);
        return known;
    }

    private static List<AuthResult> results(Verdict verdict) {
        return verdict.opinions().stream()
                .flatMap(said -> said.opinion().results().stream())
                .toList();
    }
}
