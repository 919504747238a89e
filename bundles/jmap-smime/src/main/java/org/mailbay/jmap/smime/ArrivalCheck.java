package org.mailbay.jmap.smime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.jmap.smime.Verdict.Status;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies messages when they arrive, off the delivery path, and keeps what it finds (RFC 9219 §4.1, smimeStatusAtDelivery). */
@Component(
        configurationPid = "jmap.smime",
        service = {DeliveryHook.class, OutboxWorker.class, MetricSource.class})
public final class ArrivalCheck implements DeliveryHook, OutboxWorker, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(ArrivalCheck.class);

    private static final String TOPIC = "smime";

    private final Store store;

    private final SignatureCheck check;

    private final InstantSource clock;

    private final Map<Status, LongAdder> verified = new EnumMap<>(Status.class);

    /** In the container. */
    @Activate
    public ArrivalCheck(SmimeExtension.Config config, @Reference Store store) throws IOException {
        this(store, new SignatureCheck(new Trust(config.trustFile())), InstantSource.system());
    }

    ArrivalCheck(Store store, SignatureCheck check, InstantSource clock) {
        this.store = store;
        this.check = check;
        this.clock = clock;
        for (Status status : Status.values()) {
            verified.put(status, new LongAdder());
        }
    }

    @Override
    public void delivered(Transaction tx, Arrival arrival) {
        if (Mail.isSmime(arrival.email().message())) {
            tx.outbox(TOPIC, arrival.id().toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        Account account = store.account(id).orElse(null);
        ObjectId email = Mail.EMAIL
                .parse(new String(payload, StandardCharsets.US_ASCII))
                .orElseThrow(() -> new IllegalArgumentException("no email's id"));
        byte[] stored = account == null ? null : account.bytes(email);
        if (stored == null) {
            return; // destroyed meanwhile
        }
        StoredEmail message = StoredEmail.fromBytes(stored);
        Instant now = clock.instant();
        Verdict verdict = check.verify(
                message.message(), (from, length) -> account.blobs().open(message.blob(), from, length), now);
        account.<Void, RuntimeException>write(tx -> {
            Row row = tx.row(email);
            if (row != null && row.get(OfEmail.SMIME_VERIFIED_AT) == 0) {
                tx.update(
                        Mail.EMAIL,
                        email,
                        row.with(OfEmail.SMIME, verdict.status().number())
                                .with(OfEmail.SMIME_VERIFIED_AT, now.toEpochMilli()));
            }
            return null;
        });
        count(verdict.status());
        LOG.info(
                "event=smime account={} email={} status={}",
                id,
                email,
                verdict.status().text());
    }

    @Override
    public void measure(Metrics out) {
        verified.forEach((status, count) -> out.counter(
                "mailbay_smime_verified_total",
                "Messages whose signature was verified when they arrived.",
                count.sum(),
                "status",
                status.text()));
    }

    private void count(Status status) {
        LongAdder count = verified.get(status);
        if (count != null) {
            count.increment();
        }
    }
}
