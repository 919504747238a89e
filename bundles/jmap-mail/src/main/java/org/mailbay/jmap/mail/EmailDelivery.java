package org.mailbay.jmap.mail;

import java.util.List;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Transaction;
import org.mailbay.store.Transaction.Touch;
import org.osgi.service.component.annotations.Component;

/**
 * The type whose state changes when an email is added, and else never: only for push (RFC 8621 §1.5).
 *
 * <p>It has no objects and no methods. Others are not told of it: that something came could be of a mailbox that is not shared.
 */
@Component(service = DataType.class)
public final class EmailDelivery implements DataType {
    static final ObjectType TYPE = new ObjectType("EmailDelivery", 'l');

    private static final ObjectId ANY = TYPE.id(1);

    /** Logs that an email was added. */
    static void happened(Transaction tx) {
        tx.touch(TYPE, ANY, Touch.UPDATED);
    }

    @Override
    public ObjectType type() {
        return TYPE;
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return List.of(Property.of("id", Kind.SERVER_SET));
    }
}
