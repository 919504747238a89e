package org.mailbay.trace.kept;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailbay.trace.TraceEvent;

/**
 * An event that waits to be written.
 *
 * @param millis when it happened
 * @param addresses in lower case
 */
record Note(String id, long millis, List<String> addresses, byte[] bytes) {
    private static final int TIME_DIGITS = 9;
    private static final int ID = 18;
    private static final int BASE = 36;

    static Note of(String id, TraceEvent event) {
        List<String> addresses = new ArrayList<>(2);
        for (String fact : new String[] {TraceEvent.FROM, TraceEvent.TO}) {
            String address = address(event.fact(fact));
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return new Note(id, event.time().toEpochMilli(), List.copyOf(addresses), StoredEvent.bytes(event));
    }

    /** As it is looked for. */
    static String address(String text) {
        String bare = text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
        return StoredEvent.clean(bare.toLowerCase(Locale.ROOT), 320);
    }

    /** When the message began: its id says it; of other ids, when this happened. */
    long began() {
        if (id.length() != ID || !id.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'z')) {
            return millis;
        }
        long said = Long.parseLong(id.substring(0, TIME_DIGITS), BASE);
        return said <= millis ? said : millis;
    }
}
