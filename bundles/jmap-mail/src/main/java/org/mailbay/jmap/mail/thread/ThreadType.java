package org.mailbay.jmap.mail.thread;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Threads;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Thread/get and Thread/changes (RFC 8621 §3). A thread is not stored: it is the emails that have its number. */
@Component(service = DataType.class)
public final class ThreadType implements Gettable {
    private static final List<Property> PROPERTIES =
            List.of(Property.of("id", Kind.SERVER_SET), Property.of("emailIds", Kind.SERVER_SET));

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
    public boolean exists(View view, ObjectId id) {
        return Threads.isAlive(view.snapshot().objects(Mail.EMAIL), id.number());
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Set<Long> threads = new LinkedHashSet<>();
        emails.visible(OfEmail.MAILBOXES).descending(ordinal -> {
            threads.add(emails.get(OfEmail.THREAD_NUMBER, ordinal));
            return threads.size() <= max;
        });
        return threads.stream().map(Mail.THREAD::id).toList();
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Map<Long, List<Integer>> members = new HashMap<>();
        ids.forEach(id -> members.put(id.number(), new ArrayList<>()));
        emails.visible(OfEmail.MAILBOXES).forEach(ordinal -> {
            List<Integer> thread = members.get(emails.get(OfEmail.THREAD_NUMBER, ordinal));
            if (thread != null) {
                thread.add(ordinal);
            }
        });
        for (ObjectId id : ids) {
            List<Integer> thread = members.get(id.number());
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
        Set<ObjectId> threads = new LinkedHashSet<>();
        for (ObjectId email : direct) {
            int ordinal = emails.ordinal(email);
            if (ordinal >= 0) {
                threads.add(Mail.THREAD.id(emails.get(OfEmail.THREAD_NUMBER, ordinal)));
            }
        }
        threads.removeIf(id -> !exists(view, id));
        return threads;
    }
}
