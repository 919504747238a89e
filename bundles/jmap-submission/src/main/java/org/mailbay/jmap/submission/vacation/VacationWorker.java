package org.mailbay.jmap.submission.vacation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.identity.Sender;
import org.mailbay.jmap.submission.post.Letter;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.jmap.submission.post.Status;
import org.mailbay.jmap.submission.post.StoredMessage;
import org.mailbay.mail.Mail;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Replies to messages that came in while the user is away. */
@Component(service = {OutboxWorker.class, MetricSource.class})
public final class VacationWorker implements OutboxWorker, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(VacationWorker.class);
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);

    private final Store store;
    private final Postman postman;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong withheld = new AtomicLong();

    @Activate
    public VacationWorker(@Reference Store store, @Reference Postman postman) {
        this.store = store;
        this.postman = postman;
    }

    @Override
    public String topic() {
        return Types.VACATION_TOPIC;
    }

    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        Request request = Request.read(payload);
        Account account = store.account(id).orElse(null);
        if (account == null) {
            return;
        }
        String why = reply(account, request);
        if (!why.isEmpty()) {
            withheld.incrementAndGet();
            LOG.info("event=vacation outcome=withheld account={} email={} reason={}", id, request.email(), why);
        }
    }

    /** Why there was no reply; empty when there was one. */
    private String reply(Account account, Request request) throws IOException {
        Optional<ObjectId> stored = VacationType.stored(account.snapshot());
        byte[] bytes = stored.isEmpty() ? null : account.bytes(stored.get());
        ObjectId email = Mail.EMAIL.parse(request.email()).orElse(null);
        StoredMessage message = email == null ? null : StoredMessage.read(account, email);
        if (bytes == null || message == null) {
            return "gone";
        }
        var vacation = StoredJson.read(bytes);
        if (!vacation.path("isEnabled").asBoolean(false)) {
            return "disabled";
        }
        String objection =
                Courtesy.objection(message.header(), request.sender(), address -> postman.isOf(account.id(), address));
        if (!objection.isEmpty()) {
            return objection;
        }
        if (postman.route("", request.sender()) instanceof Routing.Elsewhere && !postman.hasRelay()) {
            return "no-relay";
        }
        String said = vacation.path("subject") + "\n" + vacation.path("textBody") + "\n" + vacation.path("htmlBody");
        if (account.<Boolean, IOException>write(tx -> Answered.isKnown(tx, request.sender(), said, postman.now()))) {
            return "answered-before";
        }
        Status status = send(account, request, vacation, message);
        if (!status.isSettled()) {
            return again(account, request, status);
        }
        account.<Boolean, IOException>write(tx -> {
            Answered.add(tx, request.sender(), said, postman.now());
            return true;
        });
        sent.incrementAndGet();
        return "";
    }

    private Status send(Account account, Request request, ObjectNode vacation, StoredMessage message)
            throws IOException {
        String address = request.recipient();
        byte[] reply = Reply.to(
                request.sender(),
                Sender.nameOf(account, address),
                address,
                vacation,
                message.header(),
                postman.now(),
                postman.hostname());
        String trace = postman.nextTraceId();
        // RFC 3834 §3.3: from nobody, so that nothing comes back
        Map<String, Status> statuses = postman.post(new Letter(
                account,
                "",
                Map.of(),
                List.of(new Destination(request.sender(), Map.of("NOTIFY", "NEVER"))),
                trace,
                "",
                Letter.Text.of(reply)));
        Status status = statuses.getOrDefault(request.sender(), Status.UNKNOWN);
        LOG.info(
                "event=vacation outcome={} trace={} account={} email={}",
                status.isSettled() ? "sent" : "deferred",
                trace,
                account.id(),
                request.email());
        return status;
    }

    /** Later, without holding up replies to others. */
    private String again(Account account, Request request, Status status) throws IOException {
        if (request.attempt() >= MOST_ATTEMPTS) {
            return "given-up";
        }
        account.<Boolean, IOException>write(tx -> {
            tx.outbox(
                    Types.VACATION_TOPIC,
                    request.again().payload(),
                    postman.now().plus(FIRST_RETRY.multipliedBy(1L << request.attempt())));
            return true;
        });
        LOG.debug("event=vacation-retry reason=\"{}\"", status.smtpReply());
        return "";
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_vacation_replies_total", "Automatic replies sent.", sent.get());
        out.counter("mailbay_vacation_withheld_total", "Messages that got no automatic reply.", withheld.get());
    }
}
