package org.mailbay.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command's text and literals, read forward only; every reader throws {@link Malformed} and then stands where it stood or farther.
 *
 * <p>Parentheses that {@link #skip} and {@link #expect} consume are counted: deeper than {@value #MAX_DEPTH} is malformed. Grammar
 * that recurs without parentheses counts by {@link #deeper} and {@link #up}.
 */
public final class Input {
    /** How deep lists and keys may nest. */
    public static final int MAX_DEPTH = 64;

    /** The longest flag, in octets: keywords of JMAP have no more (RFC 8621 §4.1.1). */
    public static final int MAX_FLAG = 255;

    private static final byte[] NOTHING = {};
    /** A pattern that no name matches. */
    private static final String NO_NAME = "\0";

    private static final long MAX_NUMBER = 0xffff_ffffL;

    private final List<Piece> pieces;
    private final boolean utf8;
    private byte[] text = NOTHING;
    private int at;
    private int next;
    private int depth;

    /**
     * A cursor before the first piece.
     *
     * @param utf8 whether the client enabled UTF-8: quoted strings and names of mailboxes may hold it
     */
    public Input(List<Piece> pieces, boolean utf8) {
        this.pieces = pieces;
        this.utf8 = utf8;
        advance();
    }

    /** A line without literals. */
    public static Input of(String line, boolean utf8) {
        return new Input(List.of(new Piece.Text(line.getBytes(StandardCharsets.UTF_8))), utf8);
    }

    /** Whether the client enabled UTF-8. */
    public boolean isUtf8() {
        return utf8;
    }

    /** Whether nothing follows. */
    public boolean isEnd() {
        return at == text.length && next == pieces.size();
    }

    /** Nothing may follow. */
    public void end() throws Malformed {
        if (!isEnd()) {
            throw expected("the end of the command");
        }
    }

    /** All that follows, unread; null when there are literals in it. */
    public byte @Nullable [] rest() {
        return next < pieces.size() ? null : Arrays.copyOfRange(text, at, text.length);
    }

    /** Whether a literal is next. */
    public boolean isLiteral() {
        return at == text.length && next < pieces.size();
    }

    /** What is next; NUL at a literal and at the end. */
    public char peek() {
        return at < text.length ? (char) (text[at] & 0xff) : 0;
    }

    /** What is behind the character that is next; NUL at a literal and at the end. */
    public char peekBehind() {
        return at + 1 < text.length ? (char) (text[at + 1] & 0xff) : 0;
    }

    /** Consumes {@code ""} if that is next, or an empty literal. */
    public boolean skipEmpty() {
        if (isLiteral() && pieces.get(next) instanceof Piece.Literal literal && literal.bytes().length == 0) {
            takeLiteral();
            return true;
        }
        if (!isNext('"') || peekBehind() != '"') {
            return false;
        }
        at += 2;
        advance();
        return true;
    }

    /** Whether this character is next. */
    public boolean isNext(char c) {
        return at < text.length && (text[at] & 0xff) == c;
    }

    /** Consumes the character if it is next. */
    public boolean skip(char c) throws Malformed {
        if (!isNext(c)) {
            return false;
        }
        take();
        if (c == '(') {
            deeper();
        } else if (c == ')') {
            up();
        }
        return true;
    }

    /** Consumes the character, which must be next. */
    public void expect(char c) throws Malformed {
        if (!skip(c)) {
            throw expected(c == ' ' ? "a space" : "'" + c + "'");
        }
    }

    /** Consumes one space, which must be next. */
    public void space() throws Malformed {
        expect(' ');
    }

    /** One level deeper, for grammar that recurs: malformed when it is too deep. */
    public void deeper() throws Malformed {
        if (++depth > MAX_DEPTH) {
            throw new Malformed("nested more than " + MAX_DEPTH + " deep");
        }
    }

    /** One level back. */
    public void up() {
        depth = Math.max(0, depth - 1);
    }

    /** What every command begins with. */
    public String tag() throws Malformed {
        return ascii(run(Octets.TAG, "a tag"));
    }

    /** An atom, as it is. */
    public String atom() throws Malformed {
        return ascii(run(Octets.ATOM, "an atom"));
    }

    /** A word of the grammar, upper-cased: an atom without {@code [} and {@code <}, which sections begin with. */
    public String word() throws Malformed {
        byte[] word = run(Octets.WORD, "a word");
        for (int i = 0; i < word.length; i++) {
            word[i] = Octets.upper(word[i]);
        }
        return ascii(word);
    }

    /** Consumes a word of the grammar if it is this one, in any case. */
    public boolean skipWord(String word) {
        int length = word.length();
        if (text.length - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Octets.upper(text[at + i]) != Octets.upper((byte) word.charAt(i))) {
                return false;
            }
        }
        if (at + length < text.length && Octets.is(text[at + length], Octets.WORD)) {
            return false;
        }
        at += length;
        advance();
        return true;
    }

    /** An atom, a string in quotes or a literal. */
    public String astring() throws Malformed {
        return text(astringBytes());
    }

    /** An atom, a string in quotes or a literal, in a charset that the caller knows. */
    public byte[] astringBytes() throws Malformed {
        return isString() ? stringBytes() : run(Octets.ASTRING, "a string");
    }

    /** Whether a quoted string or a literal is next. */
    public boolean isString() {
        return isLiteral() || isNext('"');
    }

    /** A string in quotes or a literal. */
    public String string() throws Malformed {
        return text(stringBytes());
    }

    /** A string in quotes or a literal, in a charset that the caller knows. */
    public byte[] stringBytes() throws Malformed {
        if (!isLiteral()) {
            return quoted();
        }
        if (!(pieces.get(next) instanceof Piece.Literal literal)) {
            throw new Malformed("no message may stand here");
        }
        if (literal.binary()) {
            throw new Malformed("no binary literal may stand here");
        }
        takeLiteral();
        return literal.bytes();
    }

    /** A string in quotes or a literal, or NIL. */
    public @Nullable String nstring() throws Malformed {
        if (isString()) {
            return string();
        }
        if (!skipWord("NIL")) {
            throw expected("a string or NIL");
        }
        return null;
    }

    /** The literal that must be next: {@link Piece.Literal} or {@link Piece.Stored}. */
    public Piece literal() throws Malformed {
        if (!isLiteral()) {
            throw expected("a literal");
        }
        return takeLiteral();
    }

    /** From 0 to 4,294,967,295. */
    public long number() throws Malformed {
        return number(0, MAX_NUMBER);
    }

    /** From 1 to 4,294,967,295. */
    public long nzNumber() throws Malformed {
        return number(1, MAX_NUMBER);
    }

    /** From 0 to 2⁶³ − 1. */
    public long number64() throws Malformed {
        return number(0, Long.MAX_VALUE);
    }

    /** Numbers or UIDs of messages; {@code $} for the last search's. */
    public SequenceSet sequenceSet() throws Malformed {
        return SequenceSet.of(ascii(run(Octets.SET, "a set of numbers")));
    }

    /** Which of many results: {@code 1:100}, or {@code -1:-100} from the end (RFC 9394 §3.1). */
    public Window window() throws Malformed {
        boolean last = skip('-');
        long from = nzNumber();
        expect(':');
        if (last) {
            expect('-');
        }
        long to = nzNumber();
        return new Window(Math.min(from, to), Math.max(from, to), last);
    }

    /** The name of a mailbox in Unicode; INBOX in any case is {@code INBOX}. */
    public String mailbox() throws Malformed {
        return MailboxName.decode(astringBytes(), utf8);
    }

    /** Names of mailboxes with the wildcards {@code *} and {@code %}, in Unicode; one that can be no name matches none. */
    public String listMailbox() throws Malformed {
        byte[] name = isString() ? stringBytes() : run(Octets.LIST, "a pattern of mailbox names");
        try {
            return MailboxName.decode(name, utf8);
        } catch (Malformed e) {
            return NO_NAME; // RFC 9051 §6.3.9: ignored silently
        }
    }

    /** Flags as they are sent, each once, in parentheses or, at least one, bare. */
    public Set<String> flags() throws Malformed {
        var flags = new LinkedHashSet<String>();
        boolean list = skip('(');
        if (list && skip(')')) {
            return flags;
        }
        do {
            flags.add(flag());
        } while (skip(' '));
        if (list) {
            expect(')');
        }
        return flags;
    }

    /** One flag: a keyword, or a backslash and a name. */
    public String flag() throws Malformed {
        boolean system = skip('\\');
        byte[] name = run(Octets.ATOM, "a flag");
        if (name.length > MAX_FLAG) {
            throw new Malformed("a flag of more than " + MAX_FLAG + " octets");
        }
        return system ? "\\" + ascii(name) : ascii(name);
    }

    /** A day, in quotes or not: {@code 1-Feb-1994}. */
    public LocalDate date() throws Malformed {
        boolean quoted = skip('"');
        LocalDate date = Dates.date(run(Octets.ATOM, "a date"));
        if (quoted) {
            expect('"');
        }
        return date;
    }

    /** A moment: {@code "17-Jul-1996 02:44:25 -0700"}, its day in two places. */
    public OffsetDateTime dateTime() throws Malformed {
        if (!isNext('"')) {
            throw expected("a date and time in quotes");
        }
        return Dates.dateTime(quoted());
    }

    private long number(long least, long most) throws Malformed {
        int from = at;
        long number = 0;
        for (; at < text.length && text[at] >= '0' && text[at] <= '9'; at++) {
            int digit = text[at] - '0';
            if (number > (most - digit) / 10) {
                throw new Malformed("a number of more than " + most);
            }
            number = number * 10 + digit;
        }
        if (at == from) {
            throw expected("a number");
        }
        advance();
        if (number < least) {
            throw new Malformed("a number that must not be 0");
        }
        return number;
    }

    private byte[] quoted() throws Malformed {
        if (!isNext('"')) {
            throw expected("a string");
        }
        int escapes = 0;
        int end = at + 1;
        for (; end < text.length && text[end] != '"'; end++) {
            if (text[end] == '\\') {
                end++;
                escapes++;
                if (end == text.length || (text[end] != '"' && text[end] != '\\')) {
                    throw new Malformed("a backslash in a string before neither a quote nor a backslash");
                }
            } else if (text[end] < 0 && !utf8) {
                throw new Malformed("8-bit characters in quotes without ENABLE UTF8=ACCEPT or IMAP4rev2");
            } else if (text[end] == 0 || text[end] == '\r' || text[end] == '\n') {
                throw new Malformed("a control character in a string");
            }
        }
        if (end >= text.length) {
            throw new Malformed("a string without its closing quote");
        }
        byte[] value = escapes == 0 ? Arrays.copyOfRange(text, at + 1, end) : unescaped(at + 1, end, escapes);
        at = end + 1;
        advance();
        return value;
    }

    private byte[] unescaped(int from, int end, int escapes) {
        byte[] value = new byte[end - from - escapes];
        for (int i = from, to = 0; i < end; i++) {
            if (text[i] == '\\') {
                i++;
            }
            value[to++] = text[i];
        }
        return value;
    }

    /** The octets from here on that are of a class: at least one. */
    private byte[] run(int octets, String what) throws Malformed {
        int from = at;
        while (at < text.length && Octets.is(text[at], octets)) {
            at++;
        }
        if (at == from) {
            throw expected(what);
        }
        byte[] run = Arrays.copyOfRange(text, from, at);
        advance();
        return run;
    }

    private void take() {
        at++;
        advance();
    }

    /** At the end of a text: into the next one, unless a literal comes first. */
    private void advance() {
        while (at == text.length && next < pieces.size() && pieces.get(next) instanceof Piece.Text more) {
            text = more.bytes();
            at = 0;
            next++;
        }
    }

    /** The literal that is next. */
    private Piece takeLiteral() {
        Piece literal = pieces.get(next++);
        advance();
        return literal;
    }

    private Malformed expected(String what) {
        if (isEnd()) {
            return new Malformed(what + " expected, not the end");
        }
        if (isLiteral()) {
            return new Malformed(what + " expected, not a literal");
        }
        char c = peek();
        return new Malformed(what + " expected, not " + (c > ' ' && c < 0x7f ? "'" + c + "'" : "octet " + (int) c));
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** UTF-8, strictly; no NUL. */
    private static String text(byte[] bytes) throws Malformed {
        boolean plain = true;
        for (byte b : bytes) {
            plain &= b > 0;
        }
        if (plain) {
            return ascii(bytes);
        }
        return Octets.utf8(bytes);
    }
}
