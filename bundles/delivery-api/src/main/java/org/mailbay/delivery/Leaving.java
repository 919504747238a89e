package org.mailbay.delivery;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** A message that is being handed to the {@link Relay}. For one thread at a time; closed without {@link #send}, it leaves nothing. */
@ProviderType
public interface Leaving extends AutoCloseable {
    /** Adds bytes of the message: CRLF line ends, dots unstuffed, no Bcc field. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Ends the message.
     *
     * @throws IOException when nothing was taken, for nobody: try again later; after a return everything is durable
     */
    void send() throws IOException;

    @Override
    void close();
}
