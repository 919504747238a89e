package org.mailbay.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A part that is still being read. */
final class PartBuilder {

    /** What is told of each envelope field's last occurrence; {@link Message#summary()} keeps this order. */
    static final List<String> SUMMARY = List.of(
            "date",
            "subject",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "in-reply-to",
            "references",
            "message-id");

    final int number;
    final @Nullable PartBuilder parent;
    final int depth;
    final long headerStart;
    /** Whether a message starts here, the whole one or one inside another. */
    final boolean isMessage;

    final List<HeaderField> fields = new ArrayList<>();
    final List<PartBuilder> children = new ArrayList<>(0);
    long bodyStart = -1;
    long bodyEnd;
    long linesBefore;
    long lines;
    long decodedSize;
    ContentType contentType = ContentType.TEXT_PLAIN;
    boolean typed;
    TransferEncoding encoding = TransferEncoding.SEVEN_BIT;
    boolean encoded;

    @Nullable
    Disposition disposition;

    @Nullable
    String contentId;

    @Nullable
    String location;

    List<String> languages = List.of();

    @Nullable
    String description;

    @Nullable
    TransferDecoder decoder;
    /** The delimiter without its line break: two hyphens and the boundary. Null for what is no open multipart. */
    byte @Nullable [] delimiter;

    private HeaderField @Nullable [] summary;

    PartBuilder(int number, @Nullable PartBuilder parent, long headerStart, boolean isMessage) {
        this.number = number;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.headerStart = headerStart;
        this.isMessage = isMessage;
        if (parent != null) {
            parent.children.add(this);
            if (!isMessage && parent.contentType.is("multipart", "digest")) {
                contentType = ContentType.MESSAGE; // RFC 2046 §5.1.5
            }
        }
    }

    /** Remembers an envelope field; returns whether one of that name was there before. */
    boolean summarize(int index, HeaderField field) {
        HeaderField[] known = summary;
        if (known == null) {
            known = new HeaderField[SUMMARY.size()];
            summary = known;
        }
        boolean again = known[index] != null;
        known[index] = field;
        return again;
    }

    Header header() {
        return new Header(fields);
    }

    Part build(Consumer<PartBuilder> seen) {
        seen.accept(this);
        Message message = null;
        List<Part> parts = new ArrayList<>(children.size());
        for (PartBuilder child : children) {
            Part built = child.build(seen);
            if (child.isMessage) {
                message = child.message(built, Set.of());
            } else {
                parts.add(built);
            }
        }
        return new Part(
                number,
                headerStart,
                bodyStart,
                bodyEnd,
                lines,
                decodedSize,
                contentType,
                encoding,
                disposition,
                contentId,
                location,
                languages,
                description,
                parts,
                message);
    }

    Message message(Part built, Set<Defect> defects) {
        HeaderField[] known = summary;
        Header header = known == null
                ? Header.EMPTY
                : new Header(Arrays.stream(known).filter(f -> f != null).toList());
        return new Message(built, header, bodyEnd - headerStart, defects);
    }
}
