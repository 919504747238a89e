package org.mailbay.jmap.submission.post;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;

/**
 * A message that says what became of another one: multipart/report (RFC 6522).
 *
 * @param type such as {@code delivery-status} or {@code disposition-notification}
 * @param groups the fields that are for programs, parted by empty lines
 * @param original header of the message that it is about; empty when that was not returned
 */
public record ReceivedReport(Message message, byte[] bytes, String type, List<Header> groups, Header original) {
    /** Bytes of a longer one are not looked at. */
    public static final int LONGEST = 10 << 20;

    private static final int MOST_GROUPS = 1_000;
    private static final int LONGEST_FIELDS = 1 << 20;

    /** Empty when it is none. */
    public static Optional<ReceivedReport> of(byte[] bytes) throws IOException {
        Message message = Message.parse(bytes);
        Part root = message.root();
        String type = root.contentType().parameter("report-type").orElse("").toLowerCase(Locale.ROOT);
        if (!root.contentType().is("multipart", "report")
                || type.isEmpty()
                || root.children().size() < 2) {
            return Optional.empty();
        }
        for (Part part : root.children()) {
            if (part.contentType().is("message", type) || part.contentType().is("message", "global-" + type)) {
                return Optional.of(
                        new ReceivedReport(message, bytes, type, groups(bytes, part), original(bytes, root)));
            }
        }
        return Optional.empty();
    }

    private static byte[] decoded(byte[] bytes, Part part) throws IOException {
        int from = (int) part.bodyStart();
        try (DecodedStream in =
                DecodedStream.of(part, new ByteArrayInputStream(bytes, from, (int) part.bodyEnd() - from))) {
            return in.readNBytes(LONGEST_FIELDS);
        }
    }

    private static List<Header> groups(byte[] bytes, Part part) throws IOException {
        String text = new String(decoded(bytes, part), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        List<Header> groups = new ArrayList<>();
        for (String group : text.split("\n[ \\t]*\n", MOST_GROUPS)) {
            if (!group.isBlank()) {
                groups.add(header((group.strip() + "\n\n").getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return groups;
    }

    private static Header header(byte[] bytes) {
        return Header.parse(bytes, 0, Limits.DEFAULT);
    }

    private static Header original(byte[] bytes, Part root) throws IOException {
        for (Part part : root.children()) {
            Message inside = part.message();
            if (inside != null) {
                return header(Arrays.copyOfRange(bytes, (int) inside.root().headerStart(), (int)
                        inside.root().bodyStart()));
            }
            if (part.contentType().is("text", "rfc822-headers")) {
                return header(decoded(bytes, part));
            }
        }
        return Header.EMPTY;
    }

    /** A field of a group as text, comments and all; empty when there is none. */
    public static Optional<String> field(Header group, String name) {
        return group.last(name)
                .map(HeaderField::raw)
                .map(value -> value.replaceAll("\\s+", " ").strip());
    }

    /** What follows the address type, such as {@code rfc822;}. */
    public static Optional<String> address(Header group, String name) {
        return field(group, name)
                .map(value -> value.substring(value.indexOf(';') + 1).strip());
    }

    /** The message id of the message that it is about, without brackets. */
    Optional<String> originalId() {
        Optional<HeaderField> field = groups.stream()
                .flatMap(group -> group.last("Original-Message-ID").stream())
                .findFirst()
                .or(() -> original.last("Message-ID"));
        return field.map(HeaderField::raw)
                .map(value -> value.replaceAll("[\\s<>]", ""))
                .filter(id -> !id.isEmpty());
    }
}
