package org.mailbay.dns.resolver;

import org.mailbay.dns.RecordType;
import org.xbill.DNS.Name;

/**
 * What is asked.
 *
 * @param name lower case
 */
record Question(Name name, RecordType type) {
    /** As an answer says the name. */
    String text() {
        return Names.text(name);
    }
}
