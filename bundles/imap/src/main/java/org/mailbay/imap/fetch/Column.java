package org.mailbay.imap.fetch;

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

    @Override
    public void write(Opened message, Out out) {
        FetchedMessage fetched = message.fetched();
        switch (this) {
            case UID -> out.raw("UID ").number(fetched.uid());
            case FLAGS -> out.raw("FLAGS ").raw(fetched.flags());
            case INTERNALDATE -> out.raw("INTERNALDATE ").dateTime(Math.floorDiv(fetched.receivedAt(), 1000));
            case RFC822_SIZE -> out.raw("RFC822.SIZE ").number(fetched.size());
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
