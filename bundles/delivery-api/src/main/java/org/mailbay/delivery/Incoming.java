package org.mailbay.delivery;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A message that is arriving. For one thread at a time; closed without {@link #deliver}, it leaves nothing. */
@ProviderType
public interface Incoming extends AutoCloseable {
    /** Adds bytes of the message as they are to be stored: CRLF line ends, dots unstuffed. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Bytes so far. */
    long size();

    /**
     * Ends the message and puts it into every recipient's mailbox.
     *
     * @return one outcome per recipient of {@link Delivery#begin}, in that order; {@link Outcome.Delivered} ones are durable
     * @throws IOException when nothing was delivered to anybody
     */
    default List<Outcome> deliver(Envelope envelope) throws IOException {
        return deliver(envelope, Placement.INBOX);
    }

    /** As {@link #deliver(Envelope)}, into another mailbox. */
    List<Outcome> deliver(Envelope envelope, Placement placement) throws IOException;

    @Override
    void close();
}
