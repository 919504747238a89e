package org.mailbay.mime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a message while it arrives: {@link #write} as often as bytes come, then {@link #finish} once.
 *
 * <p>Any bytes make a message; what is wrong with them is in {@link Message#defects()}. Memory is bounded by the {@link Limits}
 * whatever arrives, for no body is kept. Lines may end with CRLF or LF. One thread at a time.
 */
public final class MessageParser {

    /** A boundary has 70 characters at most (RFC 2046 §5.1.1), but some programs write longer ones. */
    private static final int LONGEST_BOUNDARY = 8_000;

    /** A line longer than this is no delimiter. */
    private static final int LONGEST_DELIMITER = LONGEST_BOUNDARY + 1_000;

    private static final int PIECE = 4_096;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Limits limits;
    private final Set<Defect> defects = EnumSet.noneOf(Defect.class);
    private final Deque<PartBuilder> open = new ArrayDeque<>();
    private final FieldReader fields;
    private final PartBuilder root;
    private final List<Header> headers = new ArrayList<>();

    private PartBuilder current;
    private int parts = 1;
    private boolean inHeader = true;

    /** Offset of the first byte of the line that is being read, and line feeds before it. */
    private long lineStart;

    private long linesSeen;
    /** Bytes of the line break before the line that is being read: 0 at the start, else 1 or 2. */
    private int lastBreak;
    /** Offset of the next byte to come. */
    private long position;

    /** The start of a line whose end has not come yet; what is over the bound is counted only. */
    private byte[] carry = new byte[256];

    private int carried;
    private long carriedInAll;
    private boolean endsWithCr;
    /** The line that is being read belongs to a body and can be no delimiter: it goes on as it comes. */
    private boolean passing;

    /** Line break bytes that go to the decoder once it is clear that no delimiter follows. */
    private int heldBreak;

    private byte @Nullable [] scratch;
    private @Nullable Message message;

    public MessageParser(Limits limits) {
        this(limits, 0);
    }

    MessageParser(Limits limits, long offset) {
        this.limits = Objects.requireNonNull(limits);
        this.position = offset;
        this.lineStart = offset;
        this.root = new PartBuilder(1, null, offset, true);
        this.current = root;
        this.fields = new FieldReader(limits, defects);
    }

    /** Takes the next bytes; they are not kept. */
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (message != null) {
            throw new IllegalStateException("the message is finished");
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int next = lineFeed(bytes, at, end);
            if (next < 0) {
                begin(bytes, at, end);
                position += end - at;
                return;
            }
            position += next + 1 - at;
            complete(bytes, at, next);
            at = next + 1;
        }
    }

    private static int lineFeed(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The message is whole. Called again, it gives the same result. */
    public Message finish() {
        Message done = message;
        if (done == null) {
            atEnd();
            done = root.message(root.build(part -> headers.add(part.header())), defects);
            message = done;
        }
        return done;
    }

    private void atEnd() {
        if (passing) {
            releaseCr();
        } else if (carriedInAll > 0) {
            line(carry, 0, carried, 0);
        }
        while (inHeader) {
            endHeader(position, linesSeen); // twice when a message in this message just began
        }
        if (!open.isEmpty()) {
            defects.add(Defect.UNCLOSED_MULTIPART);
        }
        release();
        flushDecoder();
        closeUpTo(null, position, linesSeen);
    }

    /**
     * The fields of the outermost header that were kept. They are there as soon as the header is over.
     */
    public Header header() {
        return root.header();
    }

    /** The fields of a part's header that were kept; only after {@link #finish}. */
    public Header header(Part part) {
        if (message == null) {
            throw new IllegalStateException("the message is not finished");
        }
        return headers.get(part.number() - 1);
    }

    /** A line begins, or goes on, and does not end yet. */
    private void begin(byte[] b, int from, int to) {
        if (!inHeader && !passing && !mayBeDelimiter(b, from, to)) {
            beginPassing();
        }
        if (passing) {
            releaseCr();
            body(b, from, b[to - 1] == '\r' ? to - 1 : to); // that CR may belong to the line break
        } else {
            carry(b, from, to);
        }
        carriedInAll += to - from;
        endsWithCr = b[to - 1] == '\r';
    }

    private boolean mayBeDelimiter(byte[] b, int from, int to) {
        int n = carried + to - from;
        return !open.isEmpty()
                && n <= LONGEST_DELIMITER
                && (carried > 0 ? carry[0] : b[from]) == '-'
                && (n < 2 || (carried > 1 ? carry[1] : b[from + 1 - carried]) == '-');
    }

    private void carry(byte[] b, int from, int to) {
        int most = inHeader ? limits.fieldBytes() : LONGEST_DELIMITER;
        int n = Math.min(to - from, most - carried);
        if (n < to - from) {
            defects.add(inHeader ? Defect.FIELD_BYTES : Defect.LINE_BYTES);
        }
        if (carried + n > carry.length) {
            carry = Arrays.copyOf(carry, Math.max(carry.length * 2, carried + n));
        }
        System.arraycopy(b, from, carry, carried, n);
        carried += n;
    }

    /** A line ends with the line feed at {@code to}. */
    private void complete(byte[] b, int from, int to) {
        boolean cr = to > from ? b[to - 1] == '\r' : endsWithCr;
        int lineBreak = cr ? 2 : 1;
        if (!cr) {
            defects.add(Defect.BARE_LF);
        }
        if (position - lineStart - lineBreak > limits.lineBytes()) {
            defects.add(Defect.LINE_BYTES);
        }
        if (!inHeader && !passing && carried + to - from > LONGEST_DELIMITER) {
            beginPassing();
        }
        if (passing) {
            if (to > from) {
                releaseCr();
                body(b, from, to + 1 - lineBreak);
            }
            heldBreak = lineBreak;
        } else if (carriedInAll == 0) {
            line(b, from, to + 1 - lineBreak, lineBreak);
        } else {
            long whole = carriedInAll + to - from;
            carry(b, from, to);
            line(carry, 0, whole == carried && cr ? carried - 1 : carried, lineBreak);
        }
        passing = false;
        carried = 0;
        carriedInAll = 0;
        endsWithCr = false;
        lineStart = position;
        lastBreak = lineBreak;
        linesSeen++;
    }

    /** A whole line, without its break. */
    private void line(byte[] b, int from, int to, int lineBreak) {
        if (inHeader) {
            headerLine(b, from, to);
            return;
        }
        if (to - from >= 2 && b[from] == '-' && b[from + 1] == '-' && delimiter(b, from, to)) {
            return;
        }
        release();
        body(b, from, to);
        heldBreak = lineBreak;
    }

    private void headerLine(byte[] b, int from, int to) {
        if (from == to) {
            endHeader(position, linesSeen + 1);
        } else if (b[from] != '-' || !delimiter(b, from, to)) {
            fields.line(current, b, from, to, lineStart, lastBreak);
        }
    }

    /** The header of the current part is over; decides what its body is. */
    private void endHeader(long bodyStart, long linesBefore) {
        fields.end(current);
        PartBuilder part = current;
        part.bodyStart = bodyStart;
        part.linesBefore = linesBefore;
        inHeader = false;
        heldBreak = 0;
        if (part.contentType.isMultipart()) {
            beginMultipart(part);
        } else if (part.contentType.isMessage()) {
            beginMessage(part);
        } else {
            part.decoder = TransferDecoder.of(part.encoding).orElse(null);
        }
    }

    private void beginMultipart(PartBuilder part) {
        String boundary = part.contentType.parameters().getOrDefault("boundary", "");
        if (part.depth >= limits.depth()) {
            defects.add(Defect.DEPTH);
            part.contentType = ContentType.OPAQUE;
        } else if (boundary.isBlank() || boundary.length() > LONGEST_BOUNDARY) {
            defects.add(Defect.MISSING_BOUNDARY);
            part.contentType = ContentType.TEXT_PLAIN; // RFC 2045 §5.2
        } else {
            part.delimiter = FieldReader.delimiter(boundary);
            part.encoding = TransferEncoding.SEVEN_BIT; // RFC 2045 §6.4: nothing else is allowed here
            open.push(part);
            return;
        }
        part.decoder = TransferDecoder.of(part.encoding).orElse(null);
    }

    private void beginMessage(PartBuilder part) {
        if (!part.encoding.isIdentity()) {
            defects.add(Defect.ENCODED_MESSAGE);
            part.decoder = TransferDecoder.of(part.encoding).orElse(null);
        } else if (part.depth >= limits.depth()) {
            defects.add(Defect.DEPTH);
        } else if (parts >= limits.parts()) {
            defects.add(Defect.PARTS);
        } else {
            current = new PartBuilder(++parts, part, part.bodyStart, true);
            inHeader = true;
        }
    }

    /** Handles the line if it is a delimiter of an open multipart: RFC 2046 §5.1.1, §5.1.2 (an outer one ends inner ones). */
    private boolean delimiter(byte[] b, int from, int to) {
        int skipped = 0;
        for (Iterator<PartBuilder> i = open.iterator(); i.hasNext(); skipped++) {
            PartBuilder multipart = i.next();
            byte[] delimiter = Objects.requireNonNull(multipart.delimiter);
            int after = from + delimiter.length;
            if (after <= to && Arrays.equals(b, from, after, delimiter, 0, delimiter.length)) {
                boolean closing = after + 2 <= to && b[after] == '-' && b[after + 1] == '-';
                if (closing || endsWord(b, after, to)) {
                    delimited(multipart, skipped, closing);
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether the boundary is over here. RFC 2046 §5.1.1 lets anything follow it; only a blank is believed to begin that, for
     * boundaries that begin with other boundaries are common.
     */
    private static boolean endsWord(byte[] b, int at, int to) {
        return at == to || b[at] == ' ' || b[at] == '\t' || b[at] == '\r';
    }

    private void delimited(PartBuilder multipart, int skipped, boolean closing) {
        if (inHeader) {
            endHeaderAtDelimiter();
        }
        for (int i = 0; i < skipped; i++) {
            defects.add(Defect.UNCLOSED_MULTIPART);
        }
        flushDecoder();
        closeUpTo(multipart, Math.max(multipart.bodyStart, lineStart - lastBreak), linesSeen - 1);
        if (closing) {
            open.remove(multipart);
        } else if (parts >= limits.parts()) {
            opaqueRest(multipart);
        } else {
            current = new PartBuilder(++parts, multipart, position, false);
            inHeader = true;
        }
        heldBreak = 0;
    }

    private void endHeaderAtDelimiter() {
        PartBuilder part = current;
        defects.add(Defect.UNCLOSED_HEADER);
        fields.end(part);
        part.bodyStart = lineStart;
        inHeader = false;
        if (part.contentType.isMultipart()) {
            part.contentType = ContentType.TEXT_PLAIN;
            defects.add(Defect.NO_PARTS);
        }
    }

    /** Too many parts: everything that is left is one leaf in which nothing is looked for. */
    private void opaqueRest(PartBuilder multipart) {
        defects.add(Defect.PARTS);
        PartBuilder rest = new PartBuilder(++parts, multipart, position, false);
        rest.contentType = ContentType.OPAQUE;
        rest.bodyStart = position;
        rest.linesBefore = linesSeen + 1;
        current = rest;
        open.clear();
    }

    /** Closes every part that is open below {@code multipart}, or every one, at this offset. */
    private void closeUpTo(@Nullable PartBuilder multipart, long end, long lines) {
        long partEnd = end;
        long partLines = lines;
        PartBuilder part = current;
        while (part != null && part != multipart) {
            close(part, Math.max(part.bodyStart, partEnd), partLines);
            if (part.bodyEnd > partEnd) {
                partEnd = part.bodyEnd; // an empty body begins where the delimiter does: those around it must hold it
                partLines = linesSeen;
            }
            part = part.parent;
        }
        if (multipart != null) {
            current = multipart;
        }
    }

    private void close(PartBuilder part, long end, long lines) {
        part.bodyEnd = end;
        part.lines = end == part.bodyStart ? 0 : Math.max(0, lines - part.linesBefore);
        if (part.delimiter != null) {
            open.remove(part);
            part.delimiter = null;
            if (part.children.isEmpty()) {
                defects.add(Defect.NO_PARTS);
                part.contentType = ContentType.TEXT_PLAIN;
            }
        }
        if (part.decoder == null) {
            part.decodedSize = end - part.bodyStart;
        }
    }

    /** The line that is being read turned out to be no delimiter. */
    private void beginPassing() {
        release();
        body(carry, 0, endsWithCr ? carried - 1 : carried);
        carried = 0;
        passing = true;
    }

    /** The CR that was held back at the end of a piece was no part of the line break. */
    private void releaseCr() {
        if (endsWithCr) {
            body(CRLF, 0, 1);
        }
    }

    /** Gives the decoder the line break that came before this line. */
    private void release() {
        if (heldBreak > 0 && current.decoder != null) {
            body(CRLF, 2 - heldBreak, 2);
        }
        heldBreak = 0;
    }

    /** Counts what the bytes decode to. */
    private void body(byte[] b, int from, int to) {
        TransferDecoder decoder = current.decoder;
        if (decoder == null) {
            return;
        }
        byte[] out = scratch();
        for (int at = from; at < to; at += PIECE) {
            current.decodedSize += decoder.decode(b, at, Math.min(PIECE, to - at), out, 0);
        }
    }

    private void flushDecoder() {
        TransferDecoder decoder = current.decoder;
        if (decoder != null) {
            current.decodedSize += decoder.finish(scratch(), 0);
        }
    }

    private byte[] scratch() {
        byte[] s = scratch;
        if (s == null) {
            s = new byte[PIECE + TransferDecoder.SLACK];
            scratch = s;
        }
        return s;
    }
}
