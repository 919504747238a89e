package org.mailbay.imap.search;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailbay.mail.EmailFields;
import org.mailbay.mime.AddressGroup;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderField;

/** Header fields of addresses: found as they are written, and as the index has them, which is names and addresses and nothing around them. */
final class AddressFields {
    /** In lower case, and so called in the index. */
    static final Set<String> NAMES = Set.of(EmailFields.FROM, EmailFields.TO, EmailFields.CC, EmailFields.BCC);

    /** What the index does not have of them. */
    private static final Pattern SYNTAX = Pattern.compile("[<>\"(),:;\\\\]+");

    private AddressFields() {}

    /** Whether a text may stand in one of them and not in the index. */
    static boolean hasSyntax(String text) {
        return SYNTAX.matcher(text).find();
    }

    /** The longest part of a text that stands in the index as it is; empty if there is none. */
    static String longest(String text) {
        String longest = "";
        for (String part : SYNTAX.split(text)) {
            if (part.strip().length() > longest.length()) {
                longest = part.strip();
            }
        }
        return longest;
    }

    /** Whether a header field has a text; any header field. */
    static boolean has(HeaderField field, Needle needle) {
        return needle.isIn(field.text())
                || NAMES.contains(field.name().toLowerCase(Locale.ROOT)) && needle.isIn(indexed(field));
    }

    /** As the index has them. */
    private static String indexed(HeaderField field) {
        StringBuilder text = new StringBuilder();
        for (AddressGroup group : field.groupedAddresses()) {
            if (group.name() != null) {
                text.append(group.name()).append('\n');
            }
            for (EmailAddress address : group.addresses()) {
                if (address.name() != null) {
                    text.append(address.name()).append(' ');
                }
                text.append(address.email()).append('\n');
            }
        }
        return text.toString();
    }
}
