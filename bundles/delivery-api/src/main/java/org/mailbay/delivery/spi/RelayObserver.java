package org.mailbay.delivery.spi;

import java.io.IOException;
import org.mailbay.delivery.Shipment;
import org.osgi.annotation.versioning.ConsumerType;

/** Is told what became of recipients elsewhere. A service. */
@ConsumerType
public interface RelayObserver {
    /**
     * Something became of a recipient; told again until this returns.
     *
     * @param shipment as it was handed over; one that somebody else began is to be ignored, see {@link Shipment#origin}
     * @param address which recipient
     * @param smtpReply as RFC 8621 §7 has it: code, enhanced code, text, on one line
     */
    void changed(Shipment shipment, String address, State state, String smtpReply) throws IOException;

    /** What became of a recipient. */
    enum State {
        /** Tried without success; will be tried again. */
        QUEUED,
        /** Another server has it. */
        RELAYED,
        /** A delivery report says that it is in the mailbox. */
        DELIVERED,
        /** For good. */
        FAILED
    }
}
