package org.mailbay.jmap.core.standard;

import org.mailbay.jmap.spi.DataType;
import org.mailbay.store.Snapshot;

/** State strings (RFC 8620 §1.6.1 of a type, §5.5 of a query): the modseq of the type's last change, in decimal. */
final class State {
    private State() {}

    static String of(long modSeq) {
        return Long.toString(modSeq);
    }

    static String of(DataType type, Snapshot snapshot) {
        return of(snapshot.objects(type.type()).state());
    }

    /** The modseq of a state; -1 when it is none of ours. */
    static long parse(String state) {
        if (state.isEmpty() || state.length() > 18 || state.length() > 1 && state.charAt(0) == '0') {
            return -1;
        }
        for (int i = 0; i < state.length(); i++) {
            if (state.charAt(i) < '0' || state.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(state);
    }
}
