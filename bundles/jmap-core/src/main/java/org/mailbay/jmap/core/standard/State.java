package org.mailbay.jmap.core.standard;

import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;

/** State strings (RFC 8620 §1.6.1 of a type, §5.5 of a query): the modseq of the type's last change, in decimal;
 * in another's account with the version of what is shared. */
final class State {
    private State() {}

    static String of(View view, long modSeq) {
        return view.state(modSeq);
    }

    static String of(DataType type, View view) {
        return of(view, type.state(view));
    }

    /** The modseq of a state; -1 when it is none of ours, or of a time when the principal saw other things. */
    static long parse(View view, String state) {
        if (view.isOwn()) {
            return parse(state);
        }
        String access = "-" + view.accessVersion();
        return state.endsWith(access) ? parse(state.substring(0, state.length() - access.length())) : -1;
    }

    private static long parse(String state) {
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
