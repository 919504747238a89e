package org.mailbay.mime;

import java.util.Map;
import java.util.Optional;

/**
 * A media type with its parameters (RFC 2045 §5).
 *
 * @param type such as {@code text}, lower case
 * @param subtype such as {@code plain}, lower case
 * @param parameters decoded values (RFC 2231) by name in lower case, in the order of the field
 */
public record ContentType(String type, String subtype, Map<String, String> parameters) {

    /** What a part without a Content-Type is (RFC 2045 §5.2). */
    public static final ContentType TEXT_PLAIN = new ContentType("text", "plain", Map.of());

    /** What a part of a multipart/digest is unless it says otherwise (RFC 2046 §5.1.5). */
    static final ContentType MESSAGE = new ContentType("message", "rfc822", Map.of());

    /** What nobody looks into. */
    static final ContentType OPAQUE = new ContentType("application", "octet-stream", Map.of());

    public ContentType {
        parameters = Parameters.copy(parameters);
    }

    /** Type and subtype as {@code text/plain}. */
    public String mediaType() {
        return type + '/' + subtype;
    }

    public boolean is(String aType, String aSubtype) {
        return subtype.equals(aSubtype) && type.equals(aType);
    }

    public boolean isText() {
        return type.equals("text");
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /** Whether the part is a whole message: RFC 2046 §5.2.1, RFC 6532 §3.7. */
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Reads a field's value; empty when there is no type in it. */
    public static Optional<ContentType> parse(String value) {
        Parameters p = new Parameters(value, Limits.DEFAULT.parameters());
        return Optional.ofNullable(p.contentType());
    }
}
