package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the stored form of a message, as {@link MessageWriter} describes it; refuses what is damaged. */
final class MessageReader {

    private static final int DEEPEST = 10_000;
    private static final Defect[] DEFECTS = Defect.values();
    private static final TransferEncoding[] ENCODINGS = TransferEncoding.values();

    private final byte[] in;
    private int at;
    private int parts;
    private int depth;

    MessageReader(byte[] in) {
        this(in, 0);
    }

    MessageReader(byte[] in, int from) {
        this.in = in;
        this.at = from;
    }

    Message read() {
        version();
        Message message = message(0);
        long bits = number();
        if (bits >>> DEFECTS.length != 0) {
            throw damaged("defects");
        }
        Set<Defect> defects = EnumSet.noneOf(Defect.class);
        for (Defect d : DEFECTS) {
            if ((bits >> d.ordinal() & 1) != 0) {
                defects.add(d);
            }
        }
        if (at != in.length) {
            throw damaged("end");
        }
        return new Message(message.root(), message.summary(), message.size(), defects);
    }

    private void version() {
        if (at >= in.length || in[at] != MessageWriter.VERSION) {
            throw damaged("version");
        }
        at++;
    }

    void visit(Message.FieldVisitor visitor) {
        version();
        number();
        int count = count();
        for (int i = 0; i < count; i++) {
            String name = string();
            number();
            int length = count();
            at += length;
            visitor.field(name, in, at - length, at);
        }
    }

    private Message message(long base) {
        long size = number();
        int count = count();
        List<HeaderField> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = string();
            long offset = base + number();
            fields.add(new HeaderField(name, offset, bytes()));
        }
        return new Message(part(base), new Header(fields), size, Set.of());
    }

    private Part part(long base) {
        if (++depth > DEEPEST) {
            throw damaged("depth");
        }
        int number = ++parts;
        int flags = (int) number();
        long headerStart = base + number();
        long bodyStart = headerStart + number();
        long size = number();
        long lines = number();
        long decodedSize = has(flags, MessageWriter.DECODED) ? number() : size;
        ContentType type = new ContentType(string(), string(), parameters());
        TransferEncoding encoding = ENCODINGS[index(ENCODINGS.length)];
        Disposition disposition =
                has(flags, MessageWriter.DISPOSITION) ? new Disposition(string(), parameters()) : null;
        String contentId = optional(flags, MessageWriter.CONTENT_ID);
        String location = optional(flags, MessageWriter.LOCATION);
        List<String> languages = has(flags, MessageWriter.LANGUAGES) ? strings() : List.of();
        String description = optional(flags, MessageWriter.DESCRIPTION);
        List<Part> children = has(flags, MessageWriter.CHILDREN) ? children(bodyStart) : List.of();
        Message message = has(flags, MessageWriter.MESSAGE) ? message(bodyStart) : null;
        depth--;
        return new Part(
                number,
                headerStart,
                bodyStart,
                bodyStart + size,
                lines,
                decodedSize,
                type,
                encoding,
                disposition,
                contentId,
                location,
                languages,
                description,
                children,
                message);
    }

    private List<Part> children(long base) {
        int count = count();
        List<Part> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(part(base));
        }
        return children;
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private @Nullable String optional(int flags, int flag) {
        return has(flags, flag) ? string() : null;
    }

    private List<String> strings() {
        int count = count();
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }

    private Map<String, String> parameters() {
        int count = count();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = string();
            parameters.put(name, string());
        }
        return parameters;
    }

    private String string() {
        int index = index(MessageWriter.WORDS.size() + 1);
        return index == 0 ? new String(bytes(), StandardCharsets.UTF_8) : MessageWriter.WORDS.get(index - 1);
    }

    private byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    /** A number of things that follow, each of at least one byte. */
    private int count() {
        return index(in.length - at + 1);
    }

    private int index(int bound) {
        long n = number();
        if (n < 0 || n >= bound || n > in.length - at + (long) bound) {
            throw damaged("number");
        }
        return (int) n;
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= in.length) {
                throw damaged("length");
            }
            byte b = in[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("number");
    }

    private IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException("stored message structure: " + what + " at byte " + at);
    }
}
