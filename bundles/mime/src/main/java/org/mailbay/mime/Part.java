package org.mailbay.mime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One part of a message: where it lies and what it says of itself. The bytes stay in the message.
 *
 * <p>A multipart has children, at least one. A {@code message/rfc822} has the message inside it, unless that was not looked at.
 * Everything else is a leaf. All offsets count from the first byte of the outermost message.
 *
 * @param number 1 for the root, then in the order of the message; no two parts of one message have the same
 * @param headerStart the first byte of the header
 * @param bodyStart the first byte after the empty line
 * @param bodyEnd the byte after the last of the body; the line break before a delimiter is not of the body
 * @param lines line feeds in the body, as IMAP counts lines
 * @param decodedSize bytes of the body once the transfer encoding is undone
 * @param contentType the type, that of RFC 2045 §5.2 if none is given
 * @param encoding the transfer encoding; multiparts and messages have none whatever they say
 * @param disposition how it wants to be shown; null when it does not say
 * @param contentId without angle brackets
 * @param location Content-Location (RFC 2557)
 * @param languages Content-Language (RFC 3282), each tag
 * @param description Content-Description, decoded
 * @param children the parts of a multipart
 * @param message the message in a message/rfc822
 */
public record Part(
        int number,
        long headerStart,
        long bodyStart,
        long bodyEnd,
        long lines,
        long decodedSize,
        ContentType contentType,
        TransferEncoding encoding,
        @Nullable Disposition disposition,
        @Nullable String contentId,
        @Nullable String location,
        List<String> languages,
        @Nullable String description,
        List<Part> children,
        @Nullable Message message) {

    public Part {
        if (headerStart < 0 || bodyStart < headerStart || bodyEnd < bodyStart || lines < 0 || decodedSize < 0) {
            throw new IllegalArgumentException("offsets of a part are out of order");
        }
        languages = List.copyOf(languages);
        children = List.copyOf(children);
    }

    /** Bytes of the body as they lie in the message. */
    public long size() {
        return bodyEnd - bodyStart;
    }

    public boolean isMultipart() {
        return !children.isEmpty();
    }

    /** Type and subtype as {@code text/plain}. */
    public String mediaType() {
        return contentType.mediaType();
    }

    /** The file name: RFC 8621 §4.1.4, from the disposition, else from the type. */
    public Optional<String> name() {
        Optional<String> filename = disposition == null ? Optional.empty() : disposition.filename();
        return filename.or(() -> contentType.parameter("name"));
    }

    /** The charset of a text part, us-ascii if it does not say; empty for other parts (RFC 8621 §4.1.4). */
    public Optional<String> charset() {
        return contentType.isText()
                ? contentType.parameter("charset").or(() -> Optional.of("us-ascii"))
                : Optional.empty();
    }

    /** Whether the disposition is the word {@code inline}. */
    public boolean isInline() {
        return disposition != null && disposition.type().equals("inline");
    }
}
