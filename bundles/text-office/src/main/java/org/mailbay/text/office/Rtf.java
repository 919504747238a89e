package org.mailbay.text.office;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mailbay.mime.Charsets;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextSink;

/** One reading of a Rich Text document (specification 1.9.1): groups, control words, characters. */
final class Rtf {
    private static final int DEEPEST = 1000;
    private static final int LONGEST_WORD = 32;
    private static final int NONE = Integer.MIN_VALUE;

    private final PushbackInputStream in;
    private final TextSink out;
    private final Deque<Group> groups = new ArrayDeque<>();
    /** Bytes of the code page not yet decoded: a character may be two of them. */
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Charset codePage = Charset.forName("windows-1252");
    private Group group = new Group(false, false, 1);
    private int toSkip;

    /**
     * What holds until the brace closes.
     *
     * @param isApart whether its words are apart from those that follow
     * @param unicodeSkip how many characters for old readers follow each Unicode character
     */
    private record Group(boolean isHidden, boolean isApart, int unicodeSkip) {}

    Rtf(InputStream in, TextSink out) {
        this.in = new PushbackInputStream(in);
        this.out = out;
    }

    void read() throws IOException {
        if (!new String(in.readNBytes(5), StandardCharsets.ISO_8859_1).equals("{\\rtf")) {
            throw new TextException(Why.DAMAGED, "not RTF");
        }
        number(in.read());
        groups.push(group);
        for (int c = in.read(); c >= 0; c = in.read()) {
            switch (c) {
                case '{' -> open();
                case '}' -> close();
                case '\\' -> control();
                case '\r', '\n', 0 -> {}
                default -> text(c);
            }
        }
        flush();
        if (!groups.isEmpty()) {
            throw new TextException(Why.DAMAGED, "the document ends too early");
        }
    }

    private void open() throws TextException {
        flush();
        toSkip = 0;
        if (groups.size() >= DEEPEST) {
            throw out.stop(Why.LARGE, "RTF nested deeper than " + DEEPEST);
        }
        groups.push(group);
        group = new Group(group.isHidden(), false, group.unicodeSkip());
    }

    private void close() throws TextException {
        flush();
        if (group.isApart()) {
            part();
        }
        toSkip = 0;
        group = groups.isEmpty() ? group : groups.pop();
    }

    private void control() throws IOException {
        int c = in.read();
        if (isLetter(c)) {
            StringBuilder word = new StringBuilder();
            while (isLetter(c)) {
                if (word.length() >= LONGEST_WORD) {
                    throw new TextException(Why.DAMAGED, "a control word that is too long");
                }
                word.append((char) c);
                c = in.read();
            }
            word(word.toString(), number(c));
            return;
        }
        switch (c) {
            case '\'' -> text(hex(in.read()) << 4 | hex(in.read()));
            case '*' -> hide();
            case '~' -> text(' ');
            case '_' -> text('-');
            case '{', '}', '\\' -> text(c);
            case '\r', '\n' -> part();
            default -> {}
        }
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The parameter of a control word that begins with {@code c}; {@link #NONE} when there is none. Eats the one blank behind. */
    private int number(int first) throws IOException {
        int c = first;
        boolean isNegative = c == '-';
        c = isNegative ? in.read() : c;
        int value = NONE;
        for (int digits = 0; c >= '0' && c <= '9'; c = in.read(), digits++) {
            value = digits > 9 ? value : Math.max(value, 0) * 10 + c - '0';
        }
        if (c >= 0 && c != ' ') {
            in.unread(c);
        }
        return isNegative && value > 0 ? -value : value;
    }

    private static int hex(int c) {
        return Math.max(Character.digit(c, 16), 0);
    }

    private void word(String word, int number) throws IOException {
        switch (word) {
            case "par", "line", "tab", "cell", "row", "page", "sect", "column" -> part();
            case "emdash" -> unicode(0x2014);
            case "endash" -> unicode(0x2013);
            case "lquote" -> unicode(0x2018);
            case "rquote" -> unicode(0x2019);
            case "ldblquote" -> unicode(0x201C);
            case "rdblquote" -> unicode(0x201D);
            case "u" -> {
                unicode(number == NONE ? 0xFFFD : number & 0xFFFF);
                toSkip = group.unicodeSkip();
            }
            case "uc" -> group = new Group(group.isHidden(), group.isApart(), Math.clamp(number, 0, 16));
            case "ansicpg" -> codePage = page(number);
            case "bin" -> skip(number);
            case "title", "subject", "author", "keywords", "doccomm", "header", "footer", "footnote", "annotation" -> {
                part();
                group = new Group(group.isHidden(), true, group.unicodeSkip());
            }
            case "fonttbl", "colortbl", "stylesheet", "pict", "object", "objdata", "themedata", "datastore" -> hide();
            case "listtable", "listoverridetable", "rsidtbl", "generator", "fldinst", "latentstyles", "xmlnstbl" ->
                hide();
            default -> {}
        }
    }

    private static Charset page(int number) {
        return Charsets.forLabel("windows-" + number)
                .or(() -> Charsets.forLabel("ms" + number))
                .or(() -> Charsets.forLabel(number == 65001 ? "utf-8" : "cp" + number))
                .orElse(Charset.forName("windows-1252"));
    }

    private void skip(int number) throws IOException {
        flush();
        for (int left = number; left > 0; left--) {
            if (in.read() < 0) {
                throw new TextException(Why.DAMAGED, "the document ends too early");
            }
        }
    }

    private void hide() {
        group = new Group(true, group.isApart(), group.unicodeSkip());
    }

    private void text(int b) throws TextException {
        if (toSkip > 0) {
            toSkip--;
        } else if (!group.isHidden()) {
            bytes.write(b);
            if (bytes.size() >= 4096 && b < 0x80) {
                flush();
            }
        }
    }

    private void unicode(int c) throws TextException {
        flush();
        if (!group.isHidden()) {
            out.append(String.valueOf((char) c));
        }
    }

    private void part() throws TextException {
        flush();
        if (!group.isHidden()) {
            out.part();
        }
    }

    private void flush() throws TextException {
        if (bytes.size() > 0) {
            String decoded = bytes.toString(codePage);
            bytes.reset();
            out.append(decoded);
        }
    }
}
