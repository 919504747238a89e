package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import org.mailbay.imap.grammar.Out;

/** Items that are told from memory. */
public enum Column implements Item {
    UID,
    FLAGS,
    INTERNALDATE,
    RFC822_SIZE,
    MODSEQ,
    EMAILID,
    THREADID,
    SAVEDATE;

    @Override
    public Need need() {
        return Need.COLUMNS;
    }

    private static final byte[] UID_IS = name("UID ");
    private static final byte[] FLAGS_ARE = name("FLAGS ");
    private static final byte[] DATE_IS = name("INTERNALDATE ");
    private static final byte[] SIZE_IS = name("RFC822.SIZE ");

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(Opened message, Out out) {
        FetchedMessage fetched = message.fetched();
        switch (this) {
            case UID -> out.raw(UID_IS).number(fetched.uid());
            case FLAGS -> out.raw(FLAGS_ARE).raw(fetched.flags());
            case INTERNALDATE -> out.raw(DATE_IS).dateTime(Math.floorDiv(fetched.receivedAt(), 1000));
            case RFC822_SIZE -> out.raw(SIZE_IS).number(fetched.size());
            case MODSEQ -> out.raw("MODSEQ (").number(fetched.modSeq()).raw(')'); // RFC 7162 §3.1.4.2
            case EMAILID -> out.raw("EMAILID (").raw(fetched.email().toString()).raw(')'); // RFC 8474 §5.1
            case THREADID ->
                out.raw("THREADID (").raw(fetched.thread().toString()).raw(')'); // RFC 8474 §5.2
            case SAVEDATE -> savedAt(fetched.savedAt(), out);
        }
    }

    private static void savedAt(long when, Out out) {
        out.raw("SAVEDATE ");
        if (when < 0) {
            out.nil(); // RFC 8514 §4.2
        } else {
            out.dateTime(when / 1000);
        }
    }
}
