package org.mailbay.dns.spi;

import org.mailbay.dns.RecordType;

/**
 * A record that the operator should publish.
 *
 * @param name lower-case A-labels without final dot
 * @param value as in a zone file, a TXT record's strings as one and without quotation marks, a host's name without final dot
 * @param purpose for people: what it is for, and what goes wrong without it
 * @param required whether mail suffers without it
 */
public record Wanted(String name, RecordType type, String value, String purpose, boolean required) {
    public Wanted {
        if (name.isBlank() || value.isBlank()) {
            throw new IllegalArgumentException("a record needs a name and a value");
        }
    }
}
