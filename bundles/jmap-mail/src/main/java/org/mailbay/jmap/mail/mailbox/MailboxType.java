package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.directory.Directory;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.Tally.Counts;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.swap.Swappable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Mailbox/get, /changes, /query, /queryChanges and /set (RFC 8621 §2), shared with others (RFC 9670). */
@Component(service = {DataType.class, MailboxType.class})
public final class MailboxType implements Queryable, Shareable {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final String REMOVE_EMAILS = "onDestroyRemoveEmails";
    private static final Set<String> COUNTS = Set.of("totalEmails", "unreadEmails", "totalThreads", "unreadThreads");

    private static final List<Property> PROPERTIES = List.of(
            Property.of("id", Kind.SERVER_SET),
            Property.of("name", Kind.MUTABLE),
            Property.of("parentId", Kind.MUTABLE),
            Property.of("role", Kind.MUTABLE),
            Property.of("sortOrder", Kind.MUTABLE),
            Property.of("totalEmails", Kind.SERVER_SET),
            Property.of("unreadEmails", Kind.SERVER_SET),
            Property.of("totalThreads", Kind.SERVER_SET),
            Property.of("unreadThreads", Kind.SERVER_SET),
            Property.of("myRights", Kind.SERVER_SET),
            Property.of("isSubscribed", Kind.MUTABLE),
            // RFC 8620 §1.8: what a client has not opted into does not come by itself
            new Property(Sharing.PROPERTY, Kind.MUTABLE, false));

    private final MailIndex index;
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Sharing sharing = new Sharing(directory);

    @Activate
    public MailboxType(@Reference MailIndex index) {
        this.index = index;
    }

    /** Knows with whom mailboxes can be shared. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void bindDirectory(Directory service) {
        directory.bind(service);
    }

    /** When it returns nobody is inside it. */
    public void unbindDirectory(Directory service) {
        directory.unbind(service, DRAIN);
    }

    @Override
    public ObjectType type() {
        return Mail.MAILBOX;
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public String capabilityOf(String property) {
        return property.equals(Sharing.PROPERTY) ? Sharing.CAPABILITY : capability();
    }

    @Override
    public List<Property> properties() {
        return PROPERTIES;
    }

    @Override
    public Set<String> countProperties() {
        return COUNTS;
    }

    /** An account has its standard mailboxes from the first look on. */
    @Override
    public View prepare(View view) throws IOException {
        boolean isNew =
                view.isOwn() && view.snapshot().objects(Mail.MAILBOX).all().size() == 0;
        return isNew ? view.at(Mailboxes.prepared(view.account())) : view;
    }

    @Override
    public long state(View view) {
        return view.isOwn() ? Queryable.super.state(view) : index.state(view, Mail.MAILBOX);
    }

    @Override
    public Changes changes(View view, long since, int maxChanges) throws IOException {
        return view.isOwn()
                ? Queryable.super.changes(view, since, maxChanges)
                : index.changes(view, Mail.MAILBOX, since, maxChanges);
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        return Access.of(view).sees(id);
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        Objects mailboxes = view.snapshot().objects(Mail.MAILBOX);
        int[] all = Access.of(view).mailboxes().toArray();
        return Arrays.stream(all).limit(max + 1L).mapToObj(mailboxes::id).toList();
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects mailboxes = view.snapshot().objects(Mail.MAILBOX);
        Access access = Access.of(view);
        Shown shown = new Shown(view, access, number -> row(mailboxes, Mail.MAILBOX.id(number)));
        Map<Long, Counts> counts =
                properties.stream().anyMatch(COUNTS::contains) ? index.counts(view, access) : Map.of();
        for (ObjectId id : ids) {
            Row row = row(mailboxes, id);
            Counts its = counts.getOrDefault(id.number(), Counts.NONE);
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                switch (property) {
                    case "id" -> out.writeString(id.toString());
                    case "totalEmails" -> out.writeNumber(its.totalEmails());
                    case "unreadEmails" -> out.writeNumber(its.unreadEmails());
                    case "totalThreads" -> out.writeNumber(its.totalThreads());
                    case "unreadThreads" -> out.writeNumber(its.unreadThreads());
                    default -> out.writeTree(shown.get(property, row));
                }
            }
            out.writeEndObject();
        }
        return List.of();
    }

    private static Row row(Objects mailboxes, ObjectId id) {
        int ordinal = mailboxes.ordinal(id);
        return ordinal < 0 ? Row.EMPTY : mailboxes.row(ordinal);
    }

    @Override
    public Set<String> queryArguments() {
        return Set.of("sortAsTree", "filterAsTree");
    }

    @Override
    public Query query(View view, ObjectNode arguments) throws MethodError {
        return new MailboxQuery(view, arguments);
    }

    @Override
    public Set<String> setArguments() {
        return Set.of(REMOVE_EMAILS);
    }

    // RFC 8621 §2: separate for each user
    @Override
    public Set<String> personalProperties() {
        return Set.of("isSubscribed");
    }

    @Override
    public Changer set(View view, ObjectNode arguments) throws MethodError {
        JsonNode remove = arguments.path(REMOVE_EMAILS);
        if (!remove.isBoolean() && !remove.isMissingNode()) {
            throw MethodError.invalidArguments(REMOVE_EMAILS + " is no boolean");
        }
        return new MailboxChanger(view, remove.asBoolean(false), sharing, index);
    }

    /** The mailboxes of an account, to be changed otherwise than by {@code /set}. */
    public MailboxTree tree(View view) {
        return new MailboxTree(this, view, sharing, index);
    }

    @Override
    public List<String> rights() {
        return Arrays.stream(Right.values()).map(Right::property).toList();
    }

    /** What may not be read does not exist for others: only to add to a mailbox shows it to nobody. */
    @Override
    public Set<String> rightsToSee() {
        return Set.of(Right.MAY_READ_ITEMS.property());
    }

    @Override
    public Set<String> rightsToChange() {
        Set<String> rights = new LinkedHashSet<>(rights());
        rights.remove(Right.MAY_READ_ITEMS.property());
        rights.remove(Right.MAY_SUBMIT.property());
        return rights;
    }

    @Override
    public String name(Row row) {
        return row.get(OfMailbox.NAME);
    }

    @Override
    public Map<AccountId, Set<String>> shares(Row row) {
        Map<AccountId, Set<String>> shares = new LinkedHashMap<>();
        MailboxRights.shares(row.get(OfMailbox.SHARES)).forEach((account, rights) -> {
            Set<String> names = new LinkedHashSet<>();
            rights.rights().forEach(right -> names.add(right.property()));
            shares.put(account, names);
        });
        return shares;
    }

    @Override
    public Collection<ObjectId> referring(View view, List<ObjectId> direct) {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Access access = Access.of(view);
        Set<ObjectId> mailboxes = new LinkedHashSet<>();
        for (ObjectId email : direct) {
            int ordinal = emails.ordinal(email);
            if (ordinal >= 0) {
                access.shown(emails.get(OfEmail.MAILBOXES, ordinal))
                        .forEach(member -> mailboxes.add(Mail.MAILBOX.id(member.container())));
            }
        }
        return mailboxes;
    }
}
