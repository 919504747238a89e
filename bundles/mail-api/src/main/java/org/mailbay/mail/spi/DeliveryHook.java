package org.mailbay.mail.spi;

import java.io.IOException;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction;
import org.osgi.annotation.versioning.ConsumerType;

/** Is told of each message that is delivered into an account. A service. */
@ConsumerType
public interface DeliveryHook {
    /**
     * A message was put into the account that {@code tx} is of; what the hook adds is committed with it, or not at all.
     *
     * <p>On the delivery path: decide from what is here whether there is something to do, and leave that to an outbox request. A hook that
     * throws does not hold up the delivery; one that takes its time does, and whoever else writes to
     * the account: nothing interrupts it.
     */
    void delivered(Transaction tx, Arrival arrival) throws IOException;

    /**
     * A message that arrives.
     *
     * @param id what it is in the account
     * @param sender reverse-path, empty for the null sender
     * @param recipient main address of the principal whose account it is
     */
    record Arrival(ObjectId id, StoredEmail email, String sender, String recipient) {}
}
