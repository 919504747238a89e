package org.mailbay.delivery;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes messages for recipients elsewhere, and answers for them from then on. A service, which may come and go; while there is none,
 * mail to the world is refused by name.
 *
 * <p>Who has it tells {@link org.mailbay.delivery.spi.RelayObserver}s what becomes of each recipient, and sends the sender what RFC 3464
 * says when one fails.
 */
@ProviderType
public interface Relay {
    /**
     * Begins a message.
     *
     * @param sizeHint in bytes, -1 when unknown
     * @throws RelayFullException when it has as much as it may have; so does {@link Leaving#send}
     */
    Leaving begin(Shipment shipment, long sizeHint) throws IOException;
}
