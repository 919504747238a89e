package org.mailbay.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers: into a buffer that grows, and on to a sink in chunks of about {@value #CHUNK} octets.
 *
 * <p>Chooses between atom, quoted string and literal. Whatever a string holds, no line ends within it but in a literal.
 */
public final class Out {
    /** When a line is over and so much is there, it goes on to the sink. */
    static final int CHUNK = 32 * 1024;

    /** The longest text behind a status, in octets. */
    static final int MAX_TEXT = 1_000;

    /** Longer strings are literals. */
    private static final int MAX_QUOTED = 8 * 1024;

    private static final int FIRST = 256;

    /** What an idle connection may keep. */
    private static final int KEPT = 1024;

    private static final int DAY = 86_400;
    /** Years have four digits. */
    private static final long FIRST_SECOND = LocalDate.of(0, 1, 1).toEpochDay() * DAY;

    private static final long LAST_SECOND = LocalDate.of(10_000, 1, 1).toEpochDay() * DAY - 1;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final Consumer<byte[]> sink;
    private boolean utf8;
    private byte[] buffer = new byte[FIRST];
    private int at;

    /**
     * An empty one.
     *
     * @param sink takes what is written; the array is its own
     * @param utf8 whether the client enabled UTF-8
     */
    public Out(Consumer<byte[]> sink, boolean utf8) {
        this.sink = sink;
        this.utf8 = utf8;
    }

    /** Whether the client enabled UTF-8; from now on. */
    public Out utf8(boolean enabled) {
        utf8 = enabled;
        return this;
    }

    /** Whether the client enabled UTF-8. */
    public boolean isUtf8() {
        return utf8;
    }

    /** ASCII, as it is: of the server's own making, or known to be clean. */
    public Out raw(String ascii) {
        int length = ascii.length();
        room(length);
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = ascii.charAt(i);
            all |= c;
            buffer[at + i] = (byte) c;
        }
        if (all > 0x7f) {
            throw new IllegalArgumentException("not ASCII"); // cut to octets it could end the line
        }
        at += length;
        return this;
    }

    /** Octets, as they are; the array must not be changed afterwards. */
    public Out raw(byte[] bytes) {
        if (bytes.length < CHUNK) {
            return raw(bytes, 0, bytes.length);
        }
        pass();
        sink.accept(bytes);
        return this;
    }

    /** Octets, as they are. */
    public Out raw(byte[] bytes, int from, int length) {
        if (length >= CHUNK) {
            pass();
            sink.accept(Arrays.copyOfRange(bytes, from, from + length));
            return this;
        }
        room(length);
        System.arraycopy(bytes, from, buffer, at, length);
        at += length;
        return this;
    }

    /** One ASCII character, as it is. */
    public Out raw(char ascii) {
        room(1);
        buffer[at++] = (byte) ascii;
        return this;
    }

    /** A space. */
    public Out space() {
        return raw(' ');
    }

    /** The end of the line; what is there goes on when it is a chunk. */
    public Out crlf() {
        room(2);
        buffer[at++] = '\r';
        buffer[at++] = '\n';
        if (at >= CHUNK) {
            pass();
        }
        return this;
    }

    /** A number from 0 on. */
    public Out number(long number) {
        room(20);
        at = digits(number, width(number));
        return this;
    }

    /** Numbers in the order given, those that follow each other as ranges. */
    public Out set(long[] numbers) {
        return set(numbers, 0, numbers.length);
    }

    /** Numbers in the order given, those that follow each other as ranges; {@code to} is behind the last. */
    public Out set(long[] numbers, int from, int to) {
        for (int i = from; i < to; ) {
            int last = i;
            while (last + 1 < to && numbers[last + 1] == numbers[last] + 1) {
                last++;
            }
            if (i > from) {
                raw(',');
            }
            number(numbers[i]);
            if (last > i) {
                raw(':').number(numbers[last]);
            }
            i = last + 1;
        }
        return this;
    }

    /** NIL. */
    public Out nil() {
        return raw("NIL");
    }

    /** An atom if it can be one, otherwise a string. */
    public Out astring(String text) {
        boolean atom = !text.isEmpty() && !text.equalsIgnoreCase("NIL");
        for (int i = 0; atom && i < text.length(); i++) {
            char c = text.charAt(i);
            atom = c < 0x80 && Octets.is((byte) c, Octets.ASTRING);
        }
        return atom ? raw(text) : string(text);
    }

    /** In quotes if it can be, otherwise a literal of UTF-8. */
    public Out string(String text) {
        boolean ascii = text.length() <= MAX_QUOTED;
        for (int i = 0; ascii && i < text.length(); i++) {
            char c = text.charAt(i);
            ascii = c < 0x80 && c != '\r' && c != '\n' && c != 0;
        }
        if (!ascii) {
            return string(text.getBytes(StandardCharsets.UTF_8));
        }
        room(2 * text.length() + 2);
        buffer[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            byte c = (byte) text.charAt(i);
            if (c == '"' || c == '\\') {
                buffer[at++] = '\\';
            }
            buffer[at++] = c;
        }
        buffer[at++] = '"';
        return this;
    }

    /** In quotes if it can be, otherwise a literal. */
    public Out string(byte[] text) {
        return string(text, 0, text.length);
    }

    /** In quotes if it can be, otherwise a literal. */
    public Out string(byte[] text, int from, int length) {
        boolean quoted = length <= MAX_QUOTED;
        boolean ascii = true;
        boolean nul = false;
        for (int i = from; i < from + length; i++) {
            byte c = text[i];
            quoted &= c != '\r' && c != '\n' && c != 0;
            nul |= c == 0;
            ascii &= c >= 0;
        }
        if (!quoted || !ascii && !(utf8 && Octets.isUtf8(text, from, length))) {
            byte[] literal = nul ? withoutNul(text, from, length) : text;
            return literalHeader(length, false).raw(literal, nul ? 0 : from, length);
        }
        room(2 * length + 2);
        buffer[at++] = '"';
        for (int i = from; i < from + length; i++) {
            byte c = text[i];
            if (c == '"' || c == '\\') {
                buffer[at++] = '\\';
            }
            buffer[at++] = c;
        }
        buffer[at++] = '"';
        return this;
    }

    /** A string, or NIL. */
    public Out nstring(@Nullable String text) {
        return text == null ? nil() : string(text);
    }

    /** The name of a mailbox: UTF-8 for who enabled it, otherwise modified UTF-7. */
    public Out mailbox(String name) {
        return astring(utf8 ? name : MailboxName.encode(name));
    }

    /** Flags in parentheses. */
    public Out flags(Collection<String> flags) {
        raw('(');
        boolean first = true;
        for (String flag : flags) {
            if (!first) {
                raw(' ');
            }
            raw(flag);
            first = false;
        }
        return raw(')');
    }

    /** A literal; the array must not be changed afterwards. */
    public Out literal(byte[] bytes) {
        return literalHeader(bytes.length, false).raw(bytes);
    }

    /**
     * The announcement of a literal: so many octets must follow by {@code raw}.
     *
     * @param binary whether it may hold NUL (RFC 9051 §4.3: literal8)
     */
    public Out literalHeader(long size, boolean binary) {
        return raw(binary ? "~{" : "{").number(size).raw("}\r\n");
    }

    /** A moment in UTC, in quotes. */
    public Out dateTime(Instant when) {
        return dateTime(when.getEpochSecond());
    }

    /** A moment in UTC, in quotes, from the seconds since 1970. */
    public Out dateTime(long epochSecond) {
        long second = Math.clamp(epochSecond, FIRST_SECOND, LAST_SECOND);
        var day = LocalDate.ofEpochDay(Math.floorDiv(second, DAY));
        int time = Math.floorMod(second, DAY);
        raw('"').two(day.getDayOfMonth()).raw('-');
        int month = 3 * (day.getMonthValue() - 1);
        raw(MONTHS.charAt(month)).raw(MONTHS.charAt(month + 1)).raw(MONTHS.charAt(month + 2));
        raw('-').two(day.getYear() / 100).two(day.getYear() % 100).raw(' ');
        two(time / 3600).raw(':').two(time / 60 % 60).raw(':').two(time % 60);
        return raw(" +0000\"");
    }

    /** Text for people behind a status: bounded, in one line, never empty. */
    public Out text(String text) {
        int end = Math.min(text.length(), MAX_TEXT);
        room(end + 1);
        int from = at;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            buffer[at++] = (byte) (c < ' ' || c == 0x7f ? ' ' : c < 0x80 ? c : '?');
        }
        if (at == from) {
            buffer[at++] = '-';
        }
        return this;
    }

    /**
     * A status with its line's end.
     *
     * @param tag {@code *} for an untagged one
     * @param status OK, NO, BAD, BYE or PREAUTH
     * @param code what stands in brackets, of any length; null for none
     */
    public Out status(String tag, String status, @Nullable String code, String text) {
        raw(tag).raw(' ').raw(status).raw(' ');
        if (code != null) {
            raw('[').code(code).raw("] ");
        }
        return text(text).crlf();
    }

    /** Hands on what is there, and of a large buffer lets go. */
    public void flush() {
        pass();
        if (buffer.length > KEPT) {
            buffer = new byte[FIRST];
        }
    }

    /** How many octets wait to be handed on. */
    public int size() {
        return at;
    }

    private void pass() {
        if (at > 0) {
            byte[] chunk = Arrays.copyOf(buffer, at);
            at = 0;
            sink.accept(chunk);
        }
    }

    private Out code(String code) {
        room(code.length());
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            buffer[at++] = (byte) (c < ' ' || c > '~' || c == ']' ? '?' : c);
        }
        return this;
    }

    private Out two(int number) {
        return raw((char) ('0' + number / 10)).raw((char) ('0' + number % 10));
    }

    private int digits(long number, int width) {
        long rest = number;
        for (int i = at + width - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + width;
    }

    private static int width(long number) {
        int width = 1;
        for (long limit = 10; width < 19 && number >= limit; limit *= 10) {
            width++;
        }
        return width;
    }

    private static byte[] withoutNul(byte[] text, int from, int length) {
        byte[] clean = Arrays.copyOfRange(text, from, from + length);
        for (int i = 0; i < length; i++) {
            clean[i] = clean[i] == 0 ? (byte) '?' : clean[i]; // RFC 9051 §9: CHAR8 is not NUL
        }
        return clean;
    }

    private void room(int length) {
        if (buffer.length - at < length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, at + length));
        }
    }
}
