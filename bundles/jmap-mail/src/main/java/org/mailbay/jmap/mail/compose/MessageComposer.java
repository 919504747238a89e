package org.mailbay.jmap.mail.compose;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.mime.BodyEncoder;
import org.mailbay.mime.HeaderLine;
import org.mailbay.mime.LineEnds;
import org.mailbay.mime.TransferEncoding;
import org.mailbay.store.BlobInput;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes the bytes of a draft; attachments pass through, none is held in memory. */
public final class MessageComposer {
    private static final int PIECE = 32 * 1024;

    private final View view;
    private final Draft draft;
    private final Supplier<String> random;

    /** How attached messages are written: RFC 2046 §5.2.1 allows them no base64. */
    private final Map<BlobId, TransferEncoding> encodings = new HashMap<>();

    private long attached;

    /**
     * A composer of one message.
     *
     * @param random letters and digits that nobody guesses, other ones each time
     */
    public MessageComposer(View view, Draft draft, Supplier<String> random) {
        this.view = view;
        this.draft = draft;
        this.random = random;
    }

    private static SetError missing(Iterable<String> blobIds) {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        blobIds.forEach(ids::add);
        return SetError.of("blobNotFound", null).with("notFound", ids); // RFC 8621 §4.6
    }

    /**
     * Looks whether all blobs are there and fit; comes before {@link #write}.
     *
     * @throws SetError blobNotFound with all that are missing, or tooLarge
     */
    public void check() throws SetError, IOException {
        Set<String> missing = new LinkedHashSet<>(draft.missing());
        check(draft.root(), missing);
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    /** Bytes of all attachments, decoded; known when they were checked. The message has more. */
    public long attached() {
        return attached;
    }

    private void check(Piece piece, Set<String> missing) throws SetError, IOException {
        switch (piece) {
            case Piece.Multipart multipart -> {
                for (Piece part : multipart.parts()) {
                    check(part, missing);
                }
            }
            case Piece.Attached blob -> {
                Optional<BlobInput> opened = open(blob.blob());
                if (opened.isEmpty()) {
                    missing.add(blob.blob().toString());
                    return;
                }
                try (BlobInput input = opened.get()) {
                    look(blob, input);
                }
            }
            case Piece.Text text -> {
                return;
            }
        }
    }

    private void look(Piece.Attached piece, BlobInput input) throws SetError, IOException {
        BlobId id = piece.blob();
        if (id.isPlain() && !piece.isMessage()) {
            add(id.length());
            return;
        }
        PlainLines lines = new PlainLines();
        LineEnds ends = new LineEnds();
        InputStream content = id.decoded(input);
        byte[] bytes = new byte[PIECE];
        for (int count = content.read(bytes); count >= 0; count = content.read(bytes)) {
            add(count);
            byte[] canonical = ends.of(bytes, count);
            lines.write(canonical, canonical.length);
        }
        byte[] end = ends.end();
        lines.write(end, end.length);
        if (piece.mustBePlain() && lines.encoding() == TransferEncoding.BASE64) {
            throw SetError.invalidProperties(
                    "blob " + id + " cannot be attached as " + piece.type()
                            + ": it has lines of more than 998 octets, or NULs",
                    piece.property());
        }
        encodings.put(id, lines.encoding());
    }

    private void add(long bytes) throws SetError {
        attached += bytes;
        if (attached > MailLimits.ATTACHMENTS_SIZE) {
            throw SetError.of(
                    SetError.TOO_LARGE, "attachments have more than " + MailLimits.ATTACHMENTS_SIZE + " octets");
        }
    }

    private Optional<BlobInput> open(BlobId id) throws IOException {
        return view.open(id.blob(), id.offset(), id.length());
    }

    /**
     * Writes the message.
     *
     * @param now for the Date field, unless the client has set it
     * @param domain for the Message-ID field, unless the client has set it
     */
    public void write(OffsetDateTime now, String domain, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!draft.has("date")) {
            lines.add(HeaderLine.date("Date", now)); // RFC 5322 §3.6: there must be one
        }
        lines.addAll(draft.lines());
        if (!draft.has("message-id")) {
            lines.add(HeaderLine.messageIds("Message-ID", List.of(random.get() + '@' + domain)));
        }
        if (!draft.has("mime-version")) {
            lines.add("MIME-Version: 1.0\r\n");
        }
        for (String line : lines) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        write(draft.root(), out);
    }

    private void write(Piece piece, OutputStream out) throws IOException {
        switch (piece) {
            case Piece.Multipart multipart -> write(multipart, out);
            case Piece.Text text -> {
                byte[] bytes = BodyEncoder.canonical(text.value());
                TransferEncoding encoding = BodyEncoder.encoding(bytes);
                Map<String, String> parameters = new LinkedHashMap<>();
                if (text.type().startsWith("text/")) {
                    parameters.put("charset", "utf-8");
                }
                text.parameters().forEach((name, value) -> {
                    if (!name.equals("charset")) {
                        parameters.put(name, value);
                    }
                });
                header(text.type(), parameters, encoding, text.fields(), out);
                switch (encoding) {
                    case SEVEN_BIT -> out.write(bytes);
                    case QUOTED_PRINTABLE -> BodyEncoder.quotedPrintable(bytes, out);
                    default -> {
                        try (OutputStream base64 = BodyEncoder.base64(out)) {
                            base64.write(bytes);
                        }
                    }
                }
            }
            case Piece.Attached blob -> {
                TransferEncoding encoding = encoding(blob);
                header(blob.type(), blob.parameters(), encoding, blob.fields(), out);
                try (BlobInput input = open(blob.blob()).orElseThrow(() -> new IOException("a blob is gone"))) {
                    InputStream content = blob.blob().decoded(input);
                    if (encoding == TransferEncoding.BASE64) {
                        try (OutputStream base64 = BodyEncoder.base64(out)) {
                            content.transferTo(base64);
                        }
                    } else {
                        writeLines(content, out);
                    }
                }
            }
        }
    }

    /** RFC 2046 §4.1.1: what is not encoded has lines that end with CRLF. */
    private static void writeLines(InputStream content, OutputStream out) throws IOException {
        LineEnds ends = new LineEnds();
        byte[] bytes = new byte[PIECE];
        for (int count = content.read(bytes); count >= 0; count = content.read(bytes)) {
            out.write(ends.of(bytes, count));
        }
        out.write(ends.end());
    }

    private void write(Piece.Multipart multipart, OutputStream out) throws IOException {
        // RFC 2045 §6.7: in no quoted-printable or base64 there is "=_"
        String boundary = "=_" + random.get();
        Map<String, String> parameters = new LinkedHashMap<>(multipart.parameters());
        parameters.put("boundary", boundary);
        header(multipart.type(), parameters, encoding(multipart), multipart.fields(), out);
        for (Piece part : multipart.parts()) {
            out.write(ascii("\r\n--" + boundary + "\r\n"));
            write(part, out);
        }
        out.write(ascii("\r\n--" + boundary + "--\r\n"));
    }

    /** RFC 2045 §6.4: what is around 8-bit text says so. */
    private TransferEncoding encoding(Piece piece) {
        return switch (piece) {
            case Piece.Text text -> TransferEncoding.SEVEN_BIT;
            case Piece.Attached blob ->
                blob.isMessage()
                        ? encodings.getOrDefault(blob.blob(), TransferEncoding.BASE64)
                        : TransferEncoding.BASE64;
            case Piece.Multipart multipart ->
                multipart.parts().stream().anyMatch(part -> encoding(part) == TransferEncoding.EIGHT_BIT)
                        ? TransferEncoding.EIGHT_BIT
                        : TransferEncoding.SEVEN_BIT;
        };
    }

    private static void header(
            String type,
            Map<String, String> parameters,
            TransferEncoding encoding,
            List<String> fields,
            OutputStream out)
            throws IOException {
        out.write(HeaderLine.parameters("Content-Type", type, parameters).getBytes(StandardCharsets.UTF_8));
        if (encoding != TransferEncoding.SEVEN_BIT) {
            out.write(ascii("Content-Transfer-Encoding: " + encoding.token() + "\r\n"));
        }
        for (String field : fields) {
            out.write(field.getBytes(StandardCharsets.UTF_8));
        }
        out.write(ascii("\r\n"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
