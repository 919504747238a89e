package org.mailbay.imap.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;

/**
 * What of a message is meant: RFC 9051 §6.4.5.1.
 *
 * @param path part numbers, from the outside; empty for the message itself
 * @param fields the names for {@code FIELDS} and {@code FIELDS_NOT}, as the client wrote them
 */
record Section(List<Long> path, Text text, List<String> fields) {
    /** The message, or the body of a part. */
    static final Section WHOLE = new Section(List.of(), Text.ALL, List.of());

    /** No message has parts that deep. */
    private static final int DEEPEST = 100;

    private static final int MOST_FIELDS = 1_000;

    /** What of the part. */
    enum Text {
        ALL(""),
        HEADER("HEADER"),
        FIELDS("HEADER.FIELDS"),
        FIELDS_NOT("HEADER.FIELDS.NOT"),
        TEXT("TEXT"),
        MIME("MIME");

        private final String word;

        Text(String word) {
            this.word = word;
        }

        boolean isFiltered() {
            return this == FIELDS || this == FIELDS_NOT;
        }
    }

    /** Bytes of a message from {@code from} to before {@code to}. */
    record Range(long from, long to) {
        long length() {
            return to - from;
        }
    }

    /** Reads what stands in brackets, with them. */
    static Section read(Input in) throws Malformed {
        in.expect('[');
        List<Long> path = new ArrayList<>(4);
        boolean more = numbers(in, path);
        Text text = Text.ALL;
        List<String> fields = List.of();
        if (more) {
            text = text(in, !path.isEmpty());
            fields = text.isFiltered() ? fields(in) : fields;
        }
        in.expect(']');
        return new Section(List.copyOf(path), text, fields);
    }

    /** Reads what stands in brackets when only part numbers may (RFC 3516 §4.1). */
    static Section readPart(Input in) throws Malformed {
        in.expect('[');
        List<Long> path = new ArrayList<>(4);
        if (numbers(in, path)) {
            throw new Malformed("a part number expected");
        }
        in.expect(']');
        return new Section(List.copyOf(path), Text.ALL, List.of());
    }

    /** Reads part numbers; returns whether a word must follow. */
    private static boolean numbers(Input in, List<Long> path) throws Malformed {
        if (in.isNext(']')) {
            return false;
        }
        while (in.peek() >= '0' && in.peek() <= '9') {
            if (path.size() == DEEPEST) {
                throw new Malformed("a part number that deep");
            }
            path.add(in.nzNumber());
            if (!in.skip('.')) {
                return false;
            }
        }
        return true;
    }

    private static Text text(Input in, boolean ofPart) throws Malformed {
        String word = in.word();
        for (Text text : Text.values()) {
            if (text != Text.ALL && text.word.equals(word) && (ofPart || text != Text.MIME)) {
                return text; // RFC 9051 §6.4.5.1: MIME must have a part number before it
            }
        }
        throw new Malformed("no such section");
    }

    private static List<String> fields(Input in) throws Malformed {
        List<String> fields = new ArrayList<>();
        in.space();
        in.expect('(');
        do {
            if (fields.size() == MOST_FIELDS) {
                throw new Malformed("more than " + MOST_FIELDS + " header fields");
            }
            String name = in.astring();
            if (name.isEmpty()) {
                throw new Malformed("a header field without a name");
            }
            fields.add(name);
        } while (in.skip(' '));
        in.expect(')');
        return fields;
    }

    Section {
        path = List.copyOf(path);
    }

    /** In capitals, to be looked up. */
    Set<String> wantedFields() {
        Set<String> wanted = new HashSet<>();
        for (String field : fields) {
            wanted.add(field.toUpperCase(Locale.ROOT));
        }
        return wanted;
    }

    /** The bytes that are meant, or that what is meant is filtered from; null when there is no such section. */
    @Nullable
    Range range(Message message) {
        Part part = path.isEmpty() ? null : part(message);
        if (part == null && !path.isEmpty()) {
            return null;
        }
        return switch (text) {
            case ALL -> part == null ? new Range(0, message.size()) : new Range(part.bodyStart(), part.bodyEnd());
            case MIME -> part == null ? null : new Range(part.headerStart(), part.bodyStart());
            case HEADER, FIELDS, FIELDS_NOT, TEXT -> ofMessage(part == null ? message : part.message());
        };
    }

    /** RFC 9051 §6.4.5.1: these are of the message, or of one inside it. */
    private @Nullable Range ofMessage(@Nullable Message message) {
        if (message == null) {
            return null;
        }
        Part root = message.root();
        return text == Text.TEXT
                ? new Range(root.bodyStart(), root.bodyEnd())
                : new Range(root.headerStart(), root.bodyStart());
    }

    /** The part that the path leads to; null when there is none. */
    @Nullable
    Part part(Message message) {
        Part part = null;
        for (long number : path) {
            if (part == null) {
                part = ofRoot(message.root(), number);
            } else if (part.isMultipart()) {
                part = child(part, number);
            } else {
                Message inside = part.message();
                part = inside == null ? null : ofRoot(inside.root(), number);
            }
            if (part == null) {
                return null;
            }
        }
        return part;
    }

    /** RFC 9051 §6.4.5.1: what is not multipart has the one part 1, which is its body. */
    private static @Nullable Part ofRoot(Part root, long number) {
        if (root.isMultipart()) {
            return child(root, number);
        }
        return number == 1 ? root : null;
    }

    private static @Nullable Part child(Part multipart, long number) {
        return number <= multipart.children().size() ? multipart.children().get((int) number - 1) : null;
    }

    /** As it stands between brackets; the names of fields are yet to come. */
    @Override
    public String toString() {
        String numbers = path.stream().map(String::valueOf).collect(Collectors.joining("."));
        return numbers + (path.isEmpty() || text == Text.ALL ? "" : ".") + text.word;
    }
}
