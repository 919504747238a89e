package org.mailbay.smtp.message;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.mime.Limits;
import org.mailbay.mime.MessageParser;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.content.Spool;
import org.mailbay.smtp.envelope.Judge;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.session.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Into a spool first: the way of a message that is judged, mended, or goes to more than mailboxes. */
final class Spooled implements Way {
    private static final Logger LOG = LoggerFactory.getLogger(Spooled.class);
    private static final MessageHeader NO_HEADER = MessageHeader.of(new byte[0]);

    private final Client client;
    private final Transaction transaction;
    private final Instant received;
    private final Spool spool;
    private final @Nullable MessageParser parser;
    private MessageHeader header = NO_HEADER;

    Spooled(Client client, Transaction transaction, Instant received) {
        this.client = client;
        this.transaction = transaction;
        this.received = received;
        spool = new Spool(client.server.spoolFolder());
        parser = new Judge(client).isThere() ? new MessageParser(Limits.DEFAULT) : null;
    }

    @Override
    public void header(MessageHeader whole) throws IOException {
        header = whole;
        body(whole.bytes(), 0, whole.bytes().length);
    }

    @Override
    public void body(byte[] bytes, int offset, int length) throws IOException {
        spool.write(bytes, offset, length);
        if (parser != null) {
            parser.write(bytes, offset, length);
        }
    }

    @Override
    public List<Outcome> finish() throws IOException, Refusal {
        return client.role == Role.SUBMISSION ? submit() : receive();
    }

    private List<Outcome> submit() throws IOException, Refusal {
        Submission submission = new Submission(client);
        submission.check(header);
        String missing = submission.missing(header, transaction);
        submission.count(transaction.recipients.size());
        String fields = TraceField.received(client, transaction, received) + missing;
        List<Outcome> outcomes =
                new Mailing(client, letter(fields, submission.withoutSecrets(header))).send(Placement.INBOX);
        if (client.server.filesSentCopy() && outcomes.stream().allMatch(Outcome.Delivered.class::isInstance)) {
            submission.file(letter(fields, header.bytes()));
        }
        return outcomes;
    }

    private List<Outcome> receive() throws IOException, Refusal {
        Verdict verdict = parser == null
                ? null
                : new Judge(client).message(transaction, received, new Candidate.Body(spool, parser.finish()));
        String fields = TraceField.received(client, transaction, received)
                + (verdict == null ? "" : String.join("", verdict.fields()));
        Predicate<MessageHeader.Place> ours = TraceField.ours(header, client.server.hostname());
        boolean isJudged = verdict != null && !verdict.fields().isEmpty();
        Mailing mailing = new Mailing(
                client, letter(fields, header.without(isJudged ? ours.or(TraceField::isSpamStatus) : ours)));
        boolean isHeld = transaction.verdict == Verdict.Action.QUARANTINE;
        if (isHeld && client.server.relay().isKnown()) {
            mailing.hold(verdict == null ? "quarantine" : reason(verdict));
            return transaction.recipients.stream()
                    .<Outcome>map(_ -> new Outcome.Delivered())
                    .toList();
        }
        if (isHeld) {
            LOG.warn("event=quarantine outcome=junk trace={} reason=no-queue", transaction.traceId);
        }
        boolean isJunk = isHeld || transaction.verdict == Verdict.Action.JUNK;
        return mailing.send(isJunk ? Placement.JUNK : Placement.INBOX);
    }

    private static String reason(Verdict verdict) {
        return verdict.reply().isEmpty() ? "quarantine" : "quarantine: " + verdict.reply();
    }

    private Letter letter(String fields, byte[] mended) {
        return new Letter(transaction, received, fields, mended, spool, header.bytes().length);
    }

    @Override
    public void close() {
        spool.close();
    }
}
