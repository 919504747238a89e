package org.mailbay.smtp.message;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.content.HeaderBlock;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.envelope.Diary;
import org.mailbay.smtp.envelope.Judge;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.envelope.Transaction.Accepted;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.session.Client;
import org.mailbay.smtp.session.Traffic;
import org.mailbay.swap.AwayException;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.spi.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A message that is arriving, by DATA or BDAT.
 *
 * <p>What goes wrong on the way is kept and told at the end, when the client listens.
 */
final class Receiving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    /** RFC 5321 §6.3 */
    private static final int MAX_HOPS = 100;

    private final Client client;
    private final Transaction transaction;
    private final Way way;
    private final HeaderBlock header;
    private final long started = System.nanoTime();
    private boolean inBody;
    private long size;
    private @Nullable Reply failure;

    private Receiving(Client client, Transaction transaction, Way way) {
        this.client = client;
        this.transaction = transaction;
        this.way = way;
        header = new HeaderBlock(client.server.maxHeaderBytes());
    }

    /**
     * Begins a message.
     *
     * @throws AwayException when there is nobody to deliver
     */
    static Receiving begin(Client client, Transaction transaction) throws IOException {
        Instant received = client.server.now();
        Way way = goesStraight(client, transaction)
                ? new Straight(client, transaction, received)
                : new Spooled(client, transaction, received);
        return new Receiving(client, transaction, way);
    }

    /** Whether nobody has to see the message as a whole: it can be stored while it arrives. */
    private static boolean goesStraight(Client client, Transaction transaction) {
        if (client.role == Role.SUBMISSION || new Judge(client).isThere()) {
            return false;
        }
        boolean isQueueing = client.server.relay().isKnown();
        // Where each recipient gets a reply, or there is only one, the client itself tries again for who must wait.
        boolean isOne = client.role == Role.LMTP || transaction.recipients.size() == 1;
        return transaction.recipients.stream()
                .allMatch(recipient -> recipient.targets().stream()
                                .allMatch(target -> target instanceof Target.Mailbox
                                        && target.fields().isEmpty())
                        && !(isQueueing
                                && (recipient.wantsReceipt()
                                        || !isOne
                                        || recipient.targets().size() > 1)));
    }

    /** Adds bytes; never throws: see {@link #finish}. */
    void write(byte[] bytes, int offset, int length) {
        size += length;
        if (failure != null || length == 0) {
            return;
        }
        if (size > client.server.maxMessageBytes()) {
            failure = Replies.TOO_BIG;
            return;
        }
        try {
            int used = inBody ? 0 : header.accept(bytes, offset, length);
            if (header.isEndless()) {
                header.watch(bytes, offset + used, length - used);
            }
            if (header.isTooBig()) {
                failure = Replies.HEADER_TOO_BIG;
                return;
            }
            if (!inBody && header.isComplete()) {
                endHeader();
            }
            if (failure == null && used < length) {
                way.body(bytes, offset + used, length - used);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    private void endHeader() throws IOException {
        inBody = true;
        MessageHeader whole = header.header();
        failure = wrong(whole);
        if (failure == null) {
            way.header(whole);
        }
    }

    /** What no message may have; null when there is nothing of it. */
    private @Nullable Reply wrong(MessageHeader whole) {
        if (whole.fields().size() > MessageHeader.MAX_FIELDS) {
            return Replies.HEADER_TOO_BIG;
        }
        if (whole.count("Received") > MAX_HOPS) {
            return Reply.of(554, "5.4.6", "Too many hops: this message goes round in circles");
        }
        if (client.role != Role.LMTP && whole.count("From") > 1) {
            return Reply.of(550, "5.6.0", "More than one From field (RFC 5322 section 3.6)");
        }
        List<String> passed = whole.texts("Delivered-To");
        for (Accepted recipient : transaction.recipients) {
            if (recipient.isForwarded() && passed.stream().anyMatch(recipient.address()::equalsIgnoreCase)) {
                return Reply.of(554, "5.4.6", "Mail to <" + recipient.address() + "> goes round in circles");
            }
        }
        return null;
    }

    /** What is wrong with the message so far; null when nothing is. */
    @Nullable
    Reply failure() {
        return failure;
    }

    /** Refuses the message, whatever else happens. */
    void refuse(Reply reply) {
        if (failure == null) {
            failure = reply;
        }
    }

    /** Whether the client takes so long, or sends so much, that it is no use to go on. */
    boolean isHopeless() {
        return size > 2 * client.server.maxMessageBytes()
                || System.nanoTime() - started
                        > Duration.ofSeconds(client.server.dataTimeoutSeconds()).toNanos();
    }

    /** Delivers: one reply, which is the truth for all recipients; in LMTP one for each of them (RFC 2033 §4.2). */
    List<Reply> finish() {
        MDC.put("trace", transaction.traceId);
        try {
            List<Reply> replies = handOver();
            long time = System.nanoTime() - started;
            client.server.traffic().of(client.role).answered(replies, size, time);
            Reply worst = Collections.max(replies, (one, other) -> one.code() - other.code());
            LOG.info(
                    "event=message-received outcome={} status={} role={} peer={} sender=<{}> recipients={} bytes={}"
                            + " verdict={} micros={}",
                    Traffic.outcome(worst),
                    worst.status(),
                    client.role.word(),
                    client.address().getHostAddress(),
                    transaction.sender,
                    transaction.recipients.size(),
                    size,
                    transaction.verdict,
                    time / 1_000);
            tellSpan(worst, time);
            new Diary(client.server).received(client, transaction, size, worst);
            return replies;
        } finally {
            MDC.remove("trace");
        }
    }

    private void tellSpan(Reply worst, long time) {
        if (client.server.spans().isWanted()) {
            client.server
                    .spans()
                    .ended(
                            Span.Kind.SERVER,
                            "smtp message",
                            transaction.traceId,
                            client.server.now(),
                            time,
                            worst.code() / 100 == 4,
                            "connection",
                            client.connection.id(),
                            "role",
                            client.role.word(),
                            TraceEvent.FROM,
                            transaction.sender,
                            "recipients",
                            transaction.recipients.size(),
                            "bytes",
                            size,
                            "verdict",
                            transaction.verdict,
                            "status",
                            worst.status());
        }
    }

    /** Asks the way, and says how long it took: judging is over by then, what is left is storing. */
    private List<Reply> delivered() throws IOException, Refusal {
        long begun = System.nanoTime();
        boolean isDone = false;
        try {
            List<Reply> replies = replies(way.finish());
            isDone = true;
            return replies;
        } finally {
            client.server
                    .spans()
                    .ended(
                            Span.Kind.INTERNAL,
                            "delivery",
                            transaction.traceId,
                            client.server.now(),
                            System.nanoTime() - begun,
                            !isDone,
                            "recipients",
                            transaction.recipients.size());
        }
    }

    private List<Reply> handOver() {
        try {
            if (failure == null && !inBody) {
                endHeader(); // there is no body
            }
            if (failure == null) {
                return delivered();
            }
        } catch (Refusal e) {
            failure = e.reply();
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(e);
        }
        Reply reply = failure == null ? Replies.FAILED : failure;
        return client.role == Role.LMTP ? Collections.nCopies(transaction.recipients.size(), reply) : List.of(reply);
    }

    private List<Reply> replies(List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            new Diary(client.server).recipient(transaction, transaction.recipients.get(i), outcomes.get(i));
        }
        if (client.role != Role.LMTP) {
            return List.of(reply(outcomes));
        }
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            String recipient = '<' + transaction.recipients.get(i).address() + "> ";
            replies.add(
                    switch (outcomes.get(i)) {
                        case Outcome.Delivered() -> Reply.of(250, "2.1.5", recipient + "Ok: " + transaction.traceId);
                        case Outcome.TryLater(String why) -> Reply.of(451, "4.3.0", recipient + why);
                        case Outcome.Refused(String code, String why) -> Reply.of(550, code, recipient + why);
                    });
        }
        return replies;
    }

    /**
     * One reply for all recipients (RFC 5321 §4.2.5).
     *
     * <p>A message that some recipients got and others never will is answered with the failure, so that the sender's own server tells
     * them: a report of ours could go to a stranger whose address was forged.
     */
    private Reply reply(List<Outcome> outcomes) {
        List<String> later = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        String status = "";
        for (int i = 0; i < outcomes.size(); i++) {
            String recipient = transaction.recipients.get(i).address();
            switch (outcomes.get(i)) {
                case Outcome.Delivered() -> {}
                case Outcome.TryLater(String why) -> later.add(recipient + " " + why);
                case Outcome.Refused(String code, String why) -> {
                    refused.add(recipient + " " + why);
                    status = code;
                }
            }
        }
        if (!later.isEmpty()) {
            return Reply.of(451, "4.3.0", "Not delivered to " + String.join(", ", later));
        }
        if (!refused.isEmpty()) {
            return Reply.of(554, status, "Refused for " + String.join(", ", refused));
        }
        return Reply.of(250, "2.0.0", "Ok: " + transaction.traceId);
    }

    private void failed(Throwable e) {
        failure = e instanceof AwayException ? Replies.NOT_HERE : Replies.FAILED;
        LOG.atError().setCause(e).log("event=message-failed trace={} bytes={}", transaction.traceId, size);
    }

    @Override
    public void close() {
        way.close();
    }
}
