package org.mailbay.jmap.mail.thread;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Thread/get and Thread/changes (RFC 8621 §3). A thread is not stored: it is the emails that have its number. */
@Component(service = DataType.class)
public final class ThreadType implements Gettable {
    private static final List<Property> PROPERTIES =
            List.of(Property.of("id", Kind.SERVER_SET), Property.of("emailIds", Kind.SERVER_SET));

    private final MailIndex index;

    @Activate
    public ThreadType(@Reference MailIndex index) {
        this.index = index;
    }

    @Override
    public ObjectType type() {
        return Mail.THREAD;
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
    public boolean isShared() {
        return true;
    }

    /** For others a thread is what they see of it, and changes when an email comes or goes where they see it. */
    @Override
    public long state(View view) {
        return view.isOwn() ? Gettable.super.state(view) : index.state(view, Mail.EMAIL);
    }

    @Override
    public Changes changes(View view, long since, int maxChanges) throws IOException {
        return view.isOwn()
                ? Gettable.super.changes(view, since, maxChanges)
                : index.changes(view, Mail.THREAD, since, maxChanges);
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        try {
            return index.members(view, Access.of(view), id.number()).length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        Set<Long> threads = new LinkedHashSet<>();
        Access access = Access.of(view);
        access.emails().descending(ordinal -> {
            threads.add(access.thread(ordinal));
            return threads.size() <= max;
        });
        return threads.stream().map(Mail.THREAD::id).toList();
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Access access = Access.of(view);
        for (ObjectId id : ids) {
            List<Integer> thread = new ArrayList<>();
            for (int member : index.members(view, access, id.number())) {
                thread.add(member);
            }
            thread.sort(Comparator.comparingLong(ordinal -> emails.get(OfEmail.RECEIVED_AT, ordinal))); // RFC 8621 §3
            out.writeStartObject();
            out.writeStringProperty("id", id.toString());
            if (properties.contains("emailIds")) {
                out.writeName("emailIds");
                out.writeStartArray();
                for (int ordinal : thread) {
                    out.writeString(emails.id(ordinal).toString());
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        }
        return List.of();
    }

    @Override
    public Collection<ObjectId> referring(View view, List<ObjectId> direct) {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Access access = Access.of(view);
        Set<ObjectId> threads = new LinkedHashSet<>();
        for (ObjectId email : direct) {
            int ordinal = emails.ordinal(email);
            if (access.seesEmail(email)) {
                threads.add(Mail.THREAD.id(access.thread(ordinal)));
            }
        }
        return threads;
    }
}
