package org.mailbay.jmap.submission.vacation;

import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfVacation;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Transaction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Notes that a message may want a reply, in the commit that delivers it; the rest is done off the delivery path. */
@Component
public final class VacationHook implements DeliveryHook {
    private final Postman postman;

    @Activate
    public VacationHook(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public void delivered(Transaction tx, Arrival arrival) {
        ObjectId stored = VacationType.stored(tx.snapshot()).orElse(null);
        // RFC 3834 §2: never to the null sender
        if (stored == null || arrival.sender().isEmpty()) {
            return;
        }
        Objects vacations = tx.snapshot().objects(Types.VACATION);
        int ordinal = vacations.ordinal(stored);
        long now = postman.now().toEpochMilli();
        long to = vacations.get(OfVacation.TO, ordinal);
        // RFC 8621 §8: from fromDate on, before toDate
        if (vacations.get(OfVacation.ENABLED, ordinal) == 0
                || now < vacations.get(OfVacation.FROM, ordinal)
                || to != 0 && now >= to) {
            return;
        }
        tx.outbox(
                Types.VACATION_TOPIC,
                new Request(arrival.id().toString(), arrival.sender(), arrival.recipient(), 0).payload());
    }
}
