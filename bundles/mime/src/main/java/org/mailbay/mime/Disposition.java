package org.mailbay.mime;

import java.util.Map;
import java.util.Optional;

/**
 * How a part wants to be shown (RFC 2183).
 *
 * @param type {@code inline}, {@code attachment} or another word, lower case
 * @param parameters decoded values (RFC 2231) by name in lower case
 */
public record Disposition(String type, Map<String, String> parameters) {

    public Disposition {
        parameters = Parameters.copy(parameters);
    }

    public boolean isAttachment() {
        return type.equals("attachment");
    }

    public Optional<String> filename() {
        return Optional.ofNullable(parameters.get("filename"));
    }
}
