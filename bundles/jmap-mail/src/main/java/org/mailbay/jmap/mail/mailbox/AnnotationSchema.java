package org.mailbay.jmap.mail.mailbox;

import java.util.Map;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfAnnotation;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;

/** What the store is told of what is noted of mailboxes. */
@Component(service = Schema.class)
public final class AnnotationSchema implements Schema {
    @Override
    public ObjectType type() {
        return Mail.ANNOTATION;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "mailbox", OfAnnotation.MAILBOX,
                "user", OfAnnotation.USER,
                "entry", OfAnnotation.ENTRY,
                "size", OfAnnotation.SIZE);
    }
}
