package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.header.HeaderProperty;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.mail.Mail;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Email/get, /changes, /query, /queryChanges, /set and /copy (RFC 8621 §4). */
@Component(service = DataType.class, configurationPid = "mail.compose")
@Designate(ocd = EmailType.Config.class)
public final class EmailType implements Queryable, Copyable {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Composing of emails", description = "What Email/set may write.")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "Megabytes of new emails that the server composes for one user in a minute, and at once; more"
                                + " are refused with rateLimit.",
                min = "100")
        int megabytesPerMinute() default 500;
    }

    /** RFC 8621 §4.1; those after preview are not sent unless asked for (§4.2). */
    private static final List<Property> PROPERTIES = List.of(
            Property.of("id", Kind.SERVER_SET),
            Property.of("blobId", Kind.SERVER_SET),
            Property.of("threadId", Kind.SERVER_SET),
            Property.of("mailboxIds", Kind.MUTABLE),
            Property.of("keywords", Kind.MUTABLE),
            Property.of("size", Kind.SERVER_SET),
            Property.of("receivedAt", Kind.IMMUTABLE),
            Property.of("messageId", Kind.IMMUTABLE),
            Property.of("inReplyTo", Kind.IMMUTABLE),
            Property.of("references", Kind.IMMUTABLE),
            Property.of("sender", Kind.IMMUTABLE),
            Property.of("from", Kind.IMMUTABLE),
            Property.of("to", Kind.IMMUTABLE),
            Property.of("cc", Kind.IMMUTABLE),
            Property.of("bcc", Kind.IMMUTABLE),
            Property.of("replyTo", Kind.IMMUTABLE),
            Property.of("subject", Kind.IMMUTABLE),
            Property.of("sentAt", Kind.IMMUTABLE),
            Property.of("hasAttachment", Kind.SERVER_SET),
            Property.of("preview", Kind.SERVER_SET),
            Property.of("bodyValues", Kind.IMMUTABLE),
            Property.of("textBody", Kind.IMMUTABLE),
            Property.of("htmlBody", Kind.IMMUTABLE),
            Property.of("attachments", Kind.IMMUTABLE),
            new Property("headers", Kind.IMMUTABLE, false),
            new Property("bodyStructure", Kind.IMMUTABLE, false));

    private static final Map<String, Property> BY_NAME =
            PROPERTIES.stream().collect(Collectors.toUnmodifiableMap(Property::name, property -> property));

    private final InstantSource clock = InstantSource.system();
    private final SortKeys keys = new SortKeys();

    private final KnownEmails known = new KnownEmails(2 << 20, 4 << 20);
    private final MailIndex index;
    private final Extensions extensions;
    private final EmailLimits limits;

    private final Composed composed;

    @Activate
    public EmailType(
            @Reference MailIndex index,
            @Reference Extensions extensions,
            @Reference EmailLimits limits,
            Config config) {
        this(index, extensions, limits, config.megabytesPerMinute() * 1_000_000L);
    }

    /** With the bound that an operator gets who sets none. */
    public EmailType(MailIndex index, Extensions extensions, EmailLimits limits) {
        this(index, extensions, limits, 500_000_000);
    }

    EmailType(MailIndex index, Extensions extensions, EmailLimits limits, long bytesPerMinute) {
        this.index = index;
        this.extensions = extensions;
        this.limits = limits;
        this.composed = new Composed(bytesPerMinute, System::nanoTime);
    }

    /** A store that there is. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        // What is known is known of the one before.
        forget();
    }

    void unbindStore(Store store) {
        forget();
    }

    private void forget() {
        known.clear();
        keys.clear();
    }

    /** A property of an email. */
    static Optional<Property> known(String name) {
        return name.startsWith(HeaderProperty.PREFIX)
                ? HeaderProperty.parse(name).map(header -> new Property(name, Kind.IMMUTABLE, false))
                : Optional.ofNullable(BY_NAME.get(name));
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public long state(View view) {
        return view.isOwn() ? Queryable.super.state(view) : index.state(view, Mail.EMAIL);
    }

    @Override
    public Changes changes(View view, long since, int maxChanges) throws IOException {
        return view.isOwn()
                ? Queryable.super.changes(view, since, maxChanges)
                : index.changes(view, Mail.EMAIL, since, maxChanges);
    }

    @Override
    public ObjectType type() {
        return Mail.EMAIL;
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return PROPERTIES;
    }

    @Override
    public Optional<Property> property(String name) {
        Optional<Property> own = known(name);
        return own.isEmpty() && extensions.knows(name) ? Optional.of(new Property(name, Kind.SERVER_SET, false)) : own;
    }

    @Override
    public String capabilityOf(String property) {
        return known(property).isEmpty() ? extensions.capabilityOf(property).orElse(capability()) : capability();
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        return Access.of(view).seesEmail(id);
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Ordinals visible = Access.of(view).emails();
        List<ObjectId> ids = new ArrayList<>();
        visible.descending(ordinal -> {
            ids.add(emails.id(ordinal));
            return ids.size() <= max;
        });
        return ids;
    }

    @Override
    public Set<String> getArguments() {
        return EmailWriter.ARGUMENTS;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws MethodError, IOException {
        return new EmailGet(view, properties, arguments, known, extensions).write(ids, out);
    }

    @Override
    public Set<String> queryArguments() {
        return Set.of("collapseThreads");
    }

    @Override
    public Query query(View view, ObjectNode arguments) throws MethodError {
        return new EmailQuery(view, arguments, keys, index, extensions);
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new EmailChanger(view, index, limits, clock, composed);
    }

    @Override
    public Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes) throws SetError, IOException {
        return new EmailCopy(index, limits).copy(from, id, to, changes);
    }
}
