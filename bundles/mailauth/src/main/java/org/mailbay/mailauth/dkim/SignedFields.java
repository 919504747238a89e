package org.mailbay.mailauth.dkim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.RawHeader;

/** The fields of a header that a signature is of (RFC 6376 §5.4.2, §3.7). */
public final class SignedFields {
    private SignedFields() {}

    /**
     * What is signed: each field named, from the bottom up, and at last the signature's own without its value.
     *
     * @param names as in tag {@code h}; more of a name than there are stand for nothing
     * @param own the signature's field, with or without a value of tag {@code b}
     */
    public static byte[] bytes(RawHeader header, List<String> names, String own, long ownOffset, Canonicalization how) {
        Map<String, List<RawField>> left = new HashMap<>();
        for (RawField field : header.fields()) {
            if (field.offset() != ownOffset) {
                left.computeIfAbsent(field.key(), key -> new ArrayList<>()).add(field);
            }
        }
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            List<RawField> those = left.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            if (!those.isEmpty()) {
                out.append(how.field(those.removeLast().raw()));
            }
        }
        String last = how.field(withoutValue(own));
        return RawHeader.octets(out.append(last, 0, last.length() - 2).toString()); // no CRLF behind it
    }

    /** The field with nothing behind {@code b=}: RFC 6376 §3.5. */
    public static String withoutValue(String raw) {
        int at = raw.indexOf(':') + 1;
        while (at < raw.length()) {
            int semicolon = raw.indexOf(';', at);
            int end = semicolon < 0 ? raw.length() : semicolon;
            int equals = raw.indexOf('=', at);
            if (equals >= 0 && equals < end && raw.substring(at, equals).strip().equals("b")) {
                return raw.substring(0, equals + 1) + raw.substring(end);
            }
            at = end + 1;
        }
        return raw;
    }
}
