package org.mailbay.store.spi;

import java.io.IOException;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Does what transactions ask for with {@link org.mailbay.store.Transaction#outbox}; a service.
 *
 * <p>Each request is handed over at least once, after its commit is durable, also when the server was killed in between; requests of one
 * account and topic come in their order, one at a time, those of different accounts side by side. One that failed for about a day is set
 * aside, so that those after it are done; when an administrator has it tried again, it comes after them.
 */
@ConsumerType
public interface OutboxWorker {
    /** Whose requests it takes. */
    String topic();

    /**
     * Does it; may take time and do I/O. When this returns the request is gone.
     *
     * @param account whose transaction asked
     * @throws IOException not now: it is handed over again later, less and less often; when a service that it needs is away, an
     *     {@code AwayException} of library {@code swap}, or one caused by it, is no fault of the request's and does not set it aside
     */
    void work(AccountId account, byte[] payload) throws IOException;
}
