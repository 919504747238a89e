package org.mailbay.delivery;

import java.util.List;
import java.util.Map;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/**
 * A message for recipients elsewhere, but for its bytes.
 *
 * @param parameters of MAIL FROM (RFC 5321 §4.1.2), names in upper case, values decoded and empty where there is none
 * @param tenant whose mail it is, for fairness and limits
 * @param account who sends it
 * @param origin names the message to who sent it; comes back in {@link org.mailbay.delivery.spi.RelayObserver}
 */
public record Shipment(
        Envelope envelope,
        Map<String, String> parameters,
        List<Destination> destinations,
        TenantId tenant,
        AccountId account,
        String origin) {
    public Shipment {
        parameters = Map.copyOf(parameters);
        destinations = List.copyOf(destinations);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("nobody to send to");
        }
    }

    /**
     * One recipient.
     *
     * @param address forward-path as in RCPT TO
     * @param parameters of RCPT TO, as those of MAIL FROM
     */
    public record Destination(String address, Map<String, String> parameters) {
        public Destination {
            if (address.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("control character in recipient");
            }
            parameters = Map.copyOf(parameters);
        }
    }
}
