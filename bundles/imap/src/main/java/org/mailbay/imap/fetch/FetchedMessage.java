package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;

/** A message as the one who fetches sees it; each method is asked only when it is needed. */
public interface FetchedMessage {
    /** Its sequence number, from 1. */
    long sequence();

    long uid();

    /** Its flags as they are written, in parentheses; not changed afterwards. */
    byte[] flags();

    /** Milliseconds since 1970 when it was received. */
    long receivedAt();

    /** Bytes of the message. */
    long size();

    long modSeq();

    /** Milliseconds since 1970 when it came into the mailbox; -1 when nobody kept it. */
    long savedAt();

    ObjectId email();

    ObjectId thread();

    /** The stored form ({@link org.mailbay.mail.StoredEmail}), not to be changed; null when the message is gone. */
    byte @Nullable [] stored() throws IOException;

    /** Opens {@code length} bytes from {@code from} on, which the message has; null when it is gone. The caller closes it. */
    @Nullable
    InputStream open(long from, long length) throws IOException;
}
