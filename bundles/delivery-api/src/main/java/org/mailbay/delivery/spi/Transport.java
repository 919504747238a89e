package org.mailbay.delivery.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Carries messages away, for the queue. A service with the property {@link #NAME}. */
@ConsumerType
public interface Transport {
    /** Service property: {@code smtp} carries to other servers, {@code local} into mailboxes here. */
    String NAME = "mailbay.transport";

    /**
     * Carries a message to recipients of one destination; blocks, on a virtual thread, within bounds of its own. Never throws for what the
     * other side does.
     *
     * @return one result for each recipient, in their order
     */
    List<Carried> carry(Consignment consignment);

    /** How it would go about a destination now, for people: servers found, in their order, and the rules for TLS. */
    List<String> explain(String destination);
}
