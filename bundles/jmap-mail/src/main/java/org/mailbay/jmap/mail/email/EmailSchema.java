package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.mailbay.jmap.mail.search.Attachments;
import org.mailbay.jmap.mail.search.Bounds;
import org.mailbay.jmap.mail.search.EmailText;
import org.mailbay.jmap.mail.search.Extractors;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;
import org.mailbay.text.TextExtractor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the store is told of emails: their columns, their text, what must be true of them. */
@Component(
        configurationPid = "mail.text",
        service = {Schema.class, MetricSource.class})
@Designate(ocd = EmailSchema.Config.class)
public final class EmailSchema implements Schema, MetricSource {
    /** How long the successor of an extractor is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration DRAIN = Duration.ofSeconds(20);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Text of emails", description = "How much of an email is indexed for searching.")
    public @interface Config {
        /** See {@link Bounds}. */
        @AttributeDefinition(description = "Most characters of an email's body, 1 to 1900000")
        int bodyCharacters() default 1_000_000;

        /** See {@link Bounds}. */
        @AttributeDefinition(description = "Most characters of all attachments of an email, 1 to 1900000")
        int attachmentCharacters() default 1_000_000;

        /** See {@link Bounds}. */
        @AttributeDefinition(
                description = "Most bytes read of one attachment, those it unpacks to included, in megabytes")
        int attachmentMegabytes() default 256;

        /** See {@link Bounds}. */
        @AttributeDefinition(description = "Longest time for one attachment, in seconds")
        int attachmentSeconds() default 20;

        /** See {@link Bounds}. */
        @AttributeDefinition(
                description =
                        "Longest time for all attachments of an email, in seconds; below store.search.documentSeconds")
        int emailSeconds() default 45;
    }

    private final Extractors extractors = new Extractors(PATIENCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mail-text-", 1).factory());
    private final Attachments attachments = new Attachments(extractors, threads);
    private final EmailText text;

    /** In the container. */
    @Activate
    public EmailSchema(Config config) {
        this(new Bounds(
                config.bodyCharacters(),
                config.attachmentCharacters(),
                (long) config.attachmentMegabytes() << 20,
                Duration.ofSeconds(config.attachmentSeconds()),
                Duration.ofSeconds(config.emailSeconds())));
    }

    /** Without a container. */
    public EmailSchema(Bounds bounds) {
        text = new EmailText(bounds, attachments);
    }

    /** Another extractor. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void bindExtractor(TextExtractor extractor, Map<String, Object> properties) {
        extractors.bind(extractor, properties.get("service.ranking") instanceof Integer ranking ? ranking : 0);
    }

    /** When it returns nobody is inside it. */
    public void unbindExtractor(TextExtractor extractor) {
        extractors.unbind(extractor, DRAIN);
    }

    /** Ends. */
    @Deactivate
    public void stop() {
        threads.shutdownNow();
    }

    @Override
    public ObjectType type() {
        return Mail.EMAIL;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "receivedAt", OfEmail.RECEIVED_AT,
                "size", OfEmail.SIZE,
                "thread", OfEmail.THREAD_NUMBER,
                "sentAt", OfEmail.SENT_AT,
                "keywords", OfEmail.KEYWORDS,
                "mailboxes", OfEmail.MAILBOXES,
                "hasAttachment", OfEmail.HAS_ATTACHMENT);
    }

    @Override
    public Document document(Account account, ObjectId id, Row row, byte[] bytes) throws IOException {
        return text.whole(account.blobs(), StoredEmail.fromBytes(bytes));
    }

    // RFC 8621 §5: the subject of the email; of the body a part.
    @Override
    public Set<String> shownWhole() {
        return Set.of(EmailFields.SUBJECT);
    }

    @Override
    public Document brief(Account account, ObjectId id, Row row, byte[] bytes) {
        return text.brief(account.blobs(), StoredEmail.fromBytes(bytes));
    }

    @Override
    public void check(Account account, Consumer<Finding> findings) throws IOException {
        new EmailCheck(account, findings).run();
    }

    @Override
    public void restored(Transaction tx, List<Restored> changes) {
        RestoredEmails.followUp(tx, changes);
    }

    @Override
    public void measure(Metrics out) {
        out.counter(
                "mailbay_mail_attachments_read_total", "Attachments whose words were looked for.", attachments.read());
        attachments
                .partial()
                .forEach((why, count) -> out.counter(
                        "mailbay_mail_attachments_partial_total",
                        "Attachments that were not read to their end, by reason.",
                        count.get(),
                        "reason",
                        why.name().toLowerCase(Locale.ROOT)));
    }
}
