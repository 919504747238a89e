package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.submission.Types;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in submissions what reports say that came in (RFC 8621 §7): delivered or not (RFC 3464), displayed (RFC 8098). */
@Component
public final class ReportWorker implements OutboxWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ReportWorker.class);

    private final Store store;

    @Activate
    public ReportWorker(@Reference Store store) {
        this.store = store;
    }

    @Override
    public String topic() {
        return Types.REPORT_TOPIC;
    }

    @Override
    public void work(AccountId id, byte[] payload) throws IOException {
        Account account = store.account(id).orElse(null);
        ObjectId email =
                Mail.EMAIL.parse(new String(payload, StandardCharsets.US_ASCII)).orElse(null);
        byte[] bytes = account == null || email == null ? null : account.bytes(email);
        if (account == null || bytes == null) {
            return;
        }
        StoredEmail stored = StoredEmail.fromBytes(bytes);
        Optional<ReceivedReport> report = read(account, stored);
        Optional<String> about = report.flatMap(ReceivedReport::originalId);
        if (report.isEmpty() || about.isEmpty()) {
            return;
        }
        boolean isKnown = account.<Boolean, IOException>write(tx -> {
            Optional<ObjectId> submission = MessageIds.find(tx, about.get());
            if (submission.isPresent()) {
                note(tx, submission.get(), report.get(), stored);
            }
            return submission.isPresent();
        });
        LOG.info(
                "event=report type={} account={} email={} known={}",
                report.get().type(),
                id,
                email,
                isKnown);
    }

    private static Optional<ReceivedReport> read(Account account, StoredEmail email) throws IOException {
        if (email.blob().size() > ReceivedReport.LONGEST) {
            return Optional.empty();
        }
        try (BlobInput input =
                account.blobs().open(email.blob(), 0, email.blob().size()).orElse(null)) {
            return input == null
                    ? Optional.empty()
                    : ReceivedReport.of(input.content().readAllBytes());
        }
    }

    private static void note(Transaction tx, ObjectId submission, ReceivedReport report, StoredEmail email)
            throws IOException {
        switch (report.type()) {
            case "delivery-status" -> {
                Statuses.report(tx, submission, "dsnBlobIds", email.blob());
                Map<String, Status> statuses = new LinkedHashMap<>();
                for (Header group : report.groups()) {
                    recipient(group, statuses);
                }
                Statuses.change(tx, submission, statuses);
            }
            case "disposition-notification" -> {
                Statuses.report(tx, submission, "mdnBlobIds", email.blob());
                for (Header group : report.groups()) {
                    String disposition = ReceivedReport.field(group, "Disposition")
                            .orElse("")
                            .toLowerCase(Locale.ROOT);
                    // RFC 8098 §3.2.6.2
                    if (disposition.matches("[^;]*;\\s*displayed\\b.*")) {
                        Statuses.displayed(tx, submission, address(group));
                    }
                }
            }
            default -> LOG.debug("event=report-of-another-kind");
        }
    }

    private static @Nullable String address(Header group) {
        return ReceivedReport.address(group, "Original-Recipient")
                .or(() -> ReceivedReport.address(group, "Final-Recipient"))
                .orElse(null);
    }

    /** RFC 3464 §2.3: delivered and failed count, no other action. */
    private static void recipient(Header group, Map<String, Status> statuses) {
        String address = address(group);
        String action = ReceivedReport.field(group, "Action").orElse("").toLowerCase(Locale.ROOT);
        String delivered = switch (action) {
            case "delivered" -> "yes";
            case "failed" -> "no";
            default -> "";
        };
        if (address == null || delivered.isEmpty()) {
            return;
        }
        String status = ReceivedReport.field(group, "Status")
                .filter(code -> code.matches("[245]\\.\\d{1,3}\\.\\d{1,3}.*"))
                .orElse(delivered.equals("yes") ? "2.0.0" : "5.0.0");
        String code = status.split("[^0-9.]", 2)[0];
        String reply = ReceivedReport.field(group, "Diagnostic-Code")
                .map(value -> value.substring(value.indexOf(';') + 1).strip())
                .filter(value -> value.matches("[245]\\d\\d[ -].*"))
                .orElse((delivered.equals("yes") ? "250 " : "550 ") + code + " " + action);
        statuses.put(address, new Status(delivered, reply, true));
    }
}
