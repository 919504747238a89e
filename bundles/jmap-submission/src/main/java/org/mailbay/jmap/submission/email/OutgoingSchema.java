package org.mailbay.jmap.submission.email;

import java.util.List;
import java.util.Map;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;

/** What the store is told of messages that are still to be sent. */
@Component(service = Schema.class)
public final class OutgoingSchema implements Schema {
    @Override
    public ObjectType type() {
        return Types.OUTGOING;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of();
    }

    /** A message of the past has no request that has it sent, and was sent. */
    @Override
    public void restored(Transaction tx, List<Restored> changes) {
        for (Restored change : changes) {
            if (change.before() == null && tx.row(change.id()) != null) {
                tx.destroy(Types.OUTGOING, change.id());
            }
        }
    }
}
