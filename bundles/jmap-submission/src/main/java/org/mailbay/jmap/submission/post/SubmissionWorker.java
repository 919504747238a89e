package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfSubmission;
import org.mailbay.jmap.submission.Types.UndoStatus;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due: asked by the outbox, at least once, after the submission's commit.
 *
 * <p>What came of each recipient is noted in one transaction that also asks for the next attempt, or removes the outgoing message. A
 * crash between sending and noting sends again: twice rather than never.
 */
@Component(service = {OutboxWorker.class, MetricSource.class})
public final class SubmissionWorker implements OutboxWorker, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionWorker.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    private final Store store;
    private final Postman postman;
    private final Map<String, AtomicLong> recipients = new LinkedHashMap<>();
    private final AtomicLong reports = new AtomicLong();

    @Activate
    public SubmissionWorker(@Reference Store store, @Reference Postman postman) {
        this.store = store;
        this.postman = postman;
        List.of("yes", "no", "queued", "relayed").forEach(outcome -> recipients.put(outcome, new AtomicLong()));
    }

    @Override
    public String topic() {
        return Types.SUBMISSION_TOPIC;
    }

    /** What the outbox is to hand over for a message. */
    public static byte[] payload(ObjectId outgoing) {
        return outgoing.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        ObjectId outgoing = Types.OUTGOING
                .parse(new String(payload, StandardCharsets.US_ASCII))
                .orElseThrow(() -> new IOException("a request that names no message"));
        Optional<Account> account = store.account(id);
        if (account.isEmpty()) {
            LOG.error("event=submission outcome=failed account={} reason=account-missing", id);
            return;
        }
        Begun begun = begin(account.get(), outgoing);
        if (begun != null) {
            send(account.get(), outgoing, begun);
        }
    }

    /** @param replies that stood in the submission before, by recipient */
    private record Begun(OutgoingMessage message, Map<String, String> replies) {}

    /** From now on it cannot be canceled; null when it was, or when it is sent already. */
    private @Nullable Begun begin(Account account, ObjectId outgoing) throws IOException {
        return account.<@Nullable Begun, IOException>write(tx -> {
            byte[] bytes = tx.bytes(outgoing);
            if (bytes == null) {
                return null;
            }
            OutgoingMessage message = OutgoingMessage.read(bytes);
            ObjectId submission = Types.SUBMISSION.parse(message.submission()).orElse(null);
            Row row = submission == null ? null : tx.row(submission);
            if (submission != null && row != null && row.get(OfSubmission.UNDO) == UndoStatus.PENDING.ordinal()) {
                tx.update(Types.SUBMISSION, submission, row.with(OfSubmission.UNDO, UndoStatus.FINAL.ordinal()));
            }
            return new Begun(message, submission == null ? Map.of() : Statuses.replies(tx, submission));
        });
    }

    private void send(Account account, ObjectId outgoing, Begun begun) throws IOException {
        OutgoingMessage message = begun.message();
        long start = System.nanoTime();
        Map<String, Status> statuses = new LinkedHashMap<>(postman.post(new Letter(
                account,
                message.sender(),
                message.parameters(),
                message.waiting(),
                message.traceId(),
                message.submission(),
                text(account, message))));
        if (postman.now().isAfter(message.due().plus(postman.limits().expiry()))) {
            statuses.replaceAll((address, status) -> status.isSettled() ? status : status.expired());
        }
        List<Destination> left = message.waiting().stream()
                .filter(recipient -> !statuses.get(recipient.address()).isSettled())
                .toList();
        note(account, outgoing, begun, statuses, left, report(account, message, statuses));
        statuses.values().forEach(status -> count(status).incrementAndGet());
        LOG.info(
                "event=submission outcome={} trace={} account={} submission={} recipients={} failed={} left={} attempt={}"
                        + " micros={}",
                left.isEmpty() ? "sent" : "deferred",
                message.traceId(),
                account.id(),
                message.submission(),
                statuses.size(),
                statuses.values().stream().filter(Status::isFailed).count(),
                left.size(),
                message.attempt() + 1,
                (System.nanoTime() - start) / 1_000);
    }

    private AtomicLong count(Status status) {
        String outcome = status.delivered().equals("queued") && status.isSettled() ? "relayed" : status.delivered();
        return recipients.getOrDefault(outcome, reports);
    }

    private StoredText text(Account account, OutgoingMessage message) {
        String date = Composition.date(postman.now());
        // RFC 5321 §4.4; of the client nothing is said
        String trace =
                "Received: by " + postman.hostname() + " (JMAP) id " + message.traceId() + ";\r\n\t" + date + "\r\n";
        Set<String> missing = new LinkedHashSet<>();
        missing.add("Date: " + date + "\r\n");
        missing.add("Message-ID: <" + message.madeId(postman.hostname()) + ">\r\n");
        return new StoredText(account, message.blob(), message.headerSize(), trace, missing);
    }

    private void note(
            Account account,
            ObjectId outgoing,
            Begun begun,
            Map<String, Status> statuses,
            List<Destination> left,
            @Nullable OutgoingMessage report)
            throws IOException {
        OutgoingMessage message = begun.message();
        account.<Boolean, IOException>write(tx -> {
            ObjectId submission = Types.SUBMISSION.parse(message.submission()).orElse(null);
            if (submission != null) {
                Statuses.set(tx, submission, news(statuses, begun.replies(), Statuses.replies(tx, submission)));
            }
            Row row = tx.row(outgoing);
            if (row == null) {
                return false;
            }
            if (report != null) {
                ask(tx, account, report);
            }
            if (left.isEmpty()) {
                tx.destroy(Types.OUTGOING, outgoing);
            } else {
                OutgoingMessage next = message.after(left);
                tx.update(Types.OUTGOING, outgoing, row, next.bytes(), List.of(next.blob()));
                tx.outbox(
                        Types.SUBMISSION_TOPIC, payload(outgoing), postman.now().plus(pause(next.attempt())));
            }
            return true;
        });
    }

    /** Without those that the relay has said more of already: it may be faster than we are. */
    private static Map<String, Status> news(
            Map<String, Status> statuses, Map<String, String> before, Map<String, String> now) {
        Map<String, Status> news = new LinkedHashMap<>(statuses);
        news.entrySet()
                .removeIf(entry -> entry.getValue().equals(Status.relayed())
                        && !Objects.equals(before.get(entry.getKey()), now.get(entry.getKey())));
        return news;
    }

    /** A report that has no room must not undo what is noted: the message would be sent again and again. */
    private static void ask(Transaction tx, Account account, OutgoingMessage report) {
        try {
            ObjectId id = tx.create(Types.OUTGOING, Row.EMPTY, report.bytes(), List.of(report.blob()));
            tx.outbox(Types.SUBMISSION_TOPIC, payload(id));
        } catch (OverQuotaException e) {
            LOG.warn(
                    "event=submission-report outcome=withheld reason=over-quota account={} trace={}",
                    account.id(),
                    report.traceId());
        }
    }

    private static Duration pause(int attempt) {
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(10, attempt - 1));
        return pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause;
    }

    /**
     * What the sender is to be told: what failed, and what is to be told of (RFC 3461 §4.1); null when there is nothing. As any report
     * that comes in, it then gets into the submission's dsnBlobIds.
     */
    private @Nullable OutgoingMessage report(Account account, OutgoingMessage message, Map<String, Status> statuses)
            throws IOException {
        Map<String, Status> told = new LinkedHashMap<>();
        for (Destination recipient : message.waiting()) {
            Status status = statuses.get(recipient.address());
            String notify =
                    recipient.parameters().getOrDefault("NOTIFY", "FAILURE").toUpperCase(Locale.ROOT);
            if (status != null
                    && (status.isFailed() && notify.contains("FAILURE")
                            || status.isDelivered() && notify.contains("SUCCESS"))) {
                told.put(recipient.address(), status);
            }
        }
        if (told.isEmpty() || message.sender().isEmpty()) {
            return null;
        }
        byte[] bytes = new Report(
                        message.sender(),
                        message.parameters().getOrDefault("ENVID", ""),
                        postman.hostname(),
                        message.due(),
                        "",
                        header(account, message),
                        told)
                .bytes(postman.now());
        BlobRef blob;
        try (BlobSink sink = account.blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            blob = sink.seal();
        }
        reports.incrementAndGet();
        // RFC 3464 §2: from nobody, so that it is never itself reported on
        return new OutgoingMessage(
                "",
                message.traceId() + "-r",
                postman.now(),
                0,
                blob,
                Message.parse(bytes).root().bodyStart(),
                "",
                Map.of(),
                List.of(new Destination(message.sender(), Map.of("NOTIFY", "NEVER"))));
    }

    private static String header(Account account, OutgoingMessage message) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        StoredText text = new StoredText(account, message.blob(), message.headerSize(), "", Set.of());
        text.writeTo((bytes, offset, length) -> {
            if (pieces.isEmpty()) {
                pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
            }
        });
        return pieces.isEmpty() ? "" : new String(pieces.getFirst(), StandardCharsets.UTF_8);
    }

    @Override
    public void measure(Metrics out) {
        recipients.forEach((outcome, count) -> out.counter(
                "mailbay_submission_recipients_total",
                "Recipients of submitted messages, by what came of an attempt.",
                count.get(),
                "outcome",
                outcome));
        out.counter(
                "mailbay_submission_rate_limited_total",
                "Messages that were refused since their sender sent to too many recipients in an hour.",
                postman.rate().refused());
        out.counter("mailbay_submission_reports_total", "Reports sent to senders.", reports.get());
    }
}
