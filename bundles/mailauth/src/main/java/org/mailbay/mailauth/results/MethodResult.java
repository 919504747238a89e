package org.mailbay.mailauth.results;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What one method found out (RFC 8601 §2.2 {@code resinfo}).
 *
 * @param method such as {@code spf}
 * @param result such as {@code pass}
 * @param reason for people; may be empty
 * @param properties {@code ptype.property} → value, such as {@code smtp.mailfrom}
 */
public record MethodResult(String method, String result, String reason, SequencedMap<String, String> properties) {
    public MethodResult {
        properties = new LinkedHashMap<>(properties);
    }

    @Override
    public SequencedMap<String, String> properties() {
        return new LinkedHashMap<>(properties);
    }
}
