package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Mailbox/get, /changes, /query and /queryChanges (RFC 8621 §2). */
@Component(service = DataType.class)
public final class MailboxType implements Queryable, Gettable {
    private static final Set<String> COUNTS = Set.of("totalEmails", "unreadEmails", "totalThreads", "unreadThreads");
    private static final List<String> RIGHTS = List.of(
            "mayReadItems",
            "mayAddItems",
            "mayRemoveItems",
            "maySetSeen",
            "maySetKeywords",
            "mayCreateChild",
            "mayRename",
            "mayDelete",
            "maySubmit");
    /** Rights that need Mailbox/set, which does not exist yet. */
    private static final Set<String> RIGHTS_TO_CHANGE = Set.of("mayCreateChild", "mayRename", "mayDelete", "maySubmit");

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
            Property.of("isSubscribed", Kind.MUTABLE));

    @Override
    public ObjectType type() {
        return Mail.MAILBOX;
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
    public Set<String> countProperties() {
        return COUNTS;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects mailboxes = view.snapshot().objects(Mail.MAILBOX);
        MailboxCounts counts = new MailboxCounts(view.snapshot());
        for (ObjectId id : ids) {
            int ordinal = mailboxes.ordinal(id);
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                write(property, view, mailboxes, counts, id, ordinal, out);
            }
            out.writeEndObject();
        }
        return List.of();
    }

    private static void write(
            String property,
            View view,
            Objects mailboxes,
            MailboxCounts counts,
            ObjectId id,
            int ordinal,
            JsonGenerator out) {
        switch (property) {
            case "id" -> out.writeString(id.toString());
            case "name" -> out.writeString(mailboxes.get(OfMailbox.NAME, ordinal));
            case "parentId" -> {
                long parent = mailboxes.get(OfMailbox.PARENT, ordinal);
                writeTextOrNull(parent == 0 ? "" : Mail.MAILBOX.id(parent).toString(), out);
            }
            case "role" -> writeTextOrNull(mailboxes.get(OfMailbox.ROLE, ordinal), out);
            case "sortOrder" -> out.writeNumber(mailboxes.get(OfMailbox.SORT_ORDER, ordinal));
            case "totalEmails" -> out.writeNumber(counts.totalEmails(id));
            case "unreadEmails" -> out.writeNumber(counts.unreadEmails(id));
            case "totalThreads" -> out.writeNumber(counts.totalThreads(id));
            case "unreadThreads" -> out.writeNumber(counts.unreadThreads(id));
            case "myRights" -> {
                out.writeStartObject();
                for (String right : RIGHTS) {
                    boolean may =
                            !RIGHTS_TO_CHANGE.contains(right) && (!view.readOnly() || right.equals("mayReadItems"));
                    out.writeBooleanProperty(right, may);
                }
                out.writeEndObject();
            }
            case "isSubscribed" -> out.writeBoolean(mailboxes.get(OfMailbox.SUBSCRIBED, ordinal) != 0);
            default -> throw new IllegalArgumentException(property);
        }
    }

    private static void writeTextOrNull(String text, JsonGenerator out) {
        if (text.isEmpty()) {
            out.writeNull();
        } else {
            out.writeString(text);
        }
    }

    @Override
    public Set<String> queryArguments() {
        return Set.of("sortAsTree", "filterAsTree");
    }

    @Override
    public Query query(View view, ObjectNode arguments) throws MethodError {
        return new MailboxQuery(view.snapshot().objects(Mail.MAILBOX), arguments);
    }

    @Override
    public Collection<ObjectId> referring(View view, List<ObjectId> direct) {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Set<ObjectId> mailboxes = new LinkedHashSet<>();
        for (ObjectId email : direct) {
            int ordinal = emails.ordinal(email);
            if (ordinal >= 0) {
                Mail.visible(emails.get(OfEmail.MAILBOXES, ordinal))
                        .forEach(member -> mailboxes.add(Mail.MAILBOX.id(member.container())));
            }
        }
        mailboxes.removeIf(id -> !exists(view, id));
        return mailboxes;
    }
}
