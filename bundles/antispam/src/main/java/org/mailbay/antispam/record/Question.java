package org.mailbay.antispam.record;

import java.util.Locale;
import org.mailbay.dns.RecordType;

/**
 * What was asked of the domain name system.
 *
 * @param name in lower case, without final dot
 */
public record Question(String name, RecordType type) {
    public Question {
        name = name.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
