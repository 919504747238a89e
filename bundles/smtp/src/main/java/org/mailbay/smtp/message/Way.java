package org.mailbay.smtp.message;

import java.io.IOException;
import java.util.List;
import org.mailbay.delivery.Outcome;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.reply.Refusal;

/** Where the content of a message goes while it arrives, and what becomes of it in the end. */
sealed interface Way extends AutoCloseable permits Straight, Spooled {
    /** The header, whole; once, before the body. */
    void header(MessageHeader header) throws IOException;

    /** More of the body. */
    void body(byte[] bytes, int offset, int length) throws IOException;

    /**
     * The end: what becomes of each recipient of the transaction, in their order.
     *
     * @throws Refusal when the message is not taken, for nobody
     * @throws IOException as well, for a while
     */
    List<Outcome> finish() throws IOException, Refusal;

    @Override
    void close();
}
