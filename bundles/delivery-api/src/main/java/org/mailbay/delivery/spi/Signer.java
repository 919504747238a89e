package org.mailbay.delivery.spi;

import java.io.IOException;
import java.util.List;
import org.mailbay.delivery.Shipment;
import org.mailbay.mime.Content;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Signs what leaves. A service, one of a bundle; all of them are asked when a message is handed to the {@link org.mailbay.delivery.Relay}, and
 * one that is being replaced is waited for. Reports that the relay writes itself are shown with account {@code SYSTEM} and origin {@code queue}.
 */
@ConsumerType
public interface Signer {
    /**
     * Header fields to put before the message, each with its CRLF; none when it has no key for it.
     *
     * @throws IOException when there is a key that cannot be used: the message is not taken now
     */
    List<String> sign(Shipment shipment, Content content) throws IOException;
}
