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
 * @param held why nobody gets it before an administrator releases it (quarantine); empty when it goes at once
 */
public record Shipment(
        Envelope envelope,
        Map<String, String> parameters,
        List<Destination> destinations,
        TenantId tenant,
        AccountId account,
        String origin,
        String held) {
    public Shipment(
            Envelope envelope,
            Map<String, String> parameters,
            List<Destination> destinations,
            TenantId tenant,
            AccountId account,
            String origin) {
        this(envelope, parameters, destinations, tenant, account, origin, "");
    }

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
     * @param via {@link #MX}, {@link #MAILBOX}, or the name of a relay host that the operator set
     */
    public record Destination(String address, Map<String, String> parameters, String via) {
        /** To the servers that the domain's MX records name. */
        public static final String MX = "";

        /** Into a mailbox here: what was held, or could not be delivered at once. */
        public static final String MAILBOX = "mailbox";

        public Destination(String address, Map<String, String> parameters) {
            this(address, parameters, MX);
        }

        public Destination {
            if (address.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("control character in recipient");
            }
            parameters = Map.copyOf(parameters);
        }
    }
}
