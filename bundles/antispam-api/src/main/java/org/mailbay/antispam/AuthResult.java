package org.mailbay.antispam;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a method of authentication found: one {@code resinfo} of Authentication-Results (RFC 8601 §2.2).
 *
 * @param method such as {@code spf}, {@code dkim}, {@code dmarc}
 * @param result such as {@code pass}
 * @param reason for people; may be empty
 * @param properties {@code ptype.property} → value, such as {@code smtp.mailfrom}
 */
public record AuthResult(String method, String result, String reason, SequencedMap<String, String> properties) {
    public AuthResult {
        properties = new LinkedHashMap<>(properties);
    }

    @Override
    public SequencedMap<String, String> properties() {
        return new LinkedHashMap<>(properties);
    }

    /** The value of a property; empty when it is not there. */
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }
}
