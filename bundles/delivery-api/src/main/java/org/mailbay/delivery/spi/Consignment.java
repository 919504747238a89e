package org.mailbay.delivery.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.mime.Content;
import org.mailbay.store.TenantId;

/**
 * A message for recipients of one destination.
 *
 * @param received when it was accepted
 * @param destination domain of the recipients in A-labels, or the name of a relay host that the operator set
 * @param isRelay whether {@code destination} names a relay host
 * @param sender reverse-path
 * @param parameters of MAIL FROM (RFC 5321 §4.1.2) that the message came with
 * @param tenant whose mail it is: may choose the source address
 * @param content with the fields that were added
 */
public record Consignment(
        String traceId,
        Instant received,
        String destination,
        boolean isRelay,
        String sender,
        Map<String, String> parameters,
        List<Destination> recipients,
        TenantId tenant,
        Content content) {
    public Consignment {
        parameters = Map.copyOf(parameters);
        recipients = List.copyOf(recipients);
    }
}
