package org.mailbay.imap.grammar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Want;

/**
 * Puts commands together from lines and literals, within bounds.
 *
 * <p>Fed like a {@code Session}: each call gives a {@link Step}. Lines that are no part of commands, such as DONE and answers to
 * challenges, are the session's own. A command that is refused is read to its end first, as far as its client sends it unasked, so
 * that nothing within it is ever taken for a command.
 */
public final class CommandReader {
    /** What a command may have before log-in, literals included, in octets: the longest ID there is (RFC 2971 §3.3). */
    public static final int BEFORE_LOG_IN = 36 * 1024;

    /** What a command may have after log-in, in octets: with all its literals but those diverted. */
    public static final int AFTER_LOG_IN = 1024 * 1024;

    /** The largest literal that a client may send unasked when LITERAL- is announced, in octets (RFC 7888 §5). */
    public static final long LITERAL_MINUS = 4096;

    /** Any literal may be sent unasked: LITERAL+ is announced. */
    public static final long LITERAL_PLUS = Long.MAX_VALUE;

    /** The largest refused literal that is read and thrown away, in octets: for more the connection is given up. */
    private static final long MAX_SKIPPED = 256L * 1024 * 1024;

    private static final long MAX_SKIPPED_BEFORE_LOG_IN = 64 * 1024;

    /** What a literal costs beside its octets: so empty ones are bounded, too. */
    private static final int LITERAL_COST = 64;

    private static final byte[] NOTHING = {};

    private final Diversion diversion;
    private final long unasked;
    private boolean loggedIn;
    private boolean utf8;

    private List<Piece> pieces = new ArrayList<>(1);
    private List<Diversion.Sink> sinks = List.of();
    private String tag = "*";
    private int used;

    /** Octets of the literal, or of what is skipped, that are still to come. */
    private long left;

    private boolean binary;
    private long size;
    private byte[] literal = NOTHING;
    private Diversion.@Nullable Sink sink;
    private @Nullable Refused refused;

    /**
     * At the beginning of a command, before log-in.
     *
     * @param unasked the largest literal that a client may send unasked: {@link #LITERAL_MINUS} or {@link #LITERAL_PLUS}
     */
    public CommandReader(Diversion diversion, long unasked) {
        this.diversion = diversion;
        this.unasked = unasked;
    }

    private record Refused(String status, @Nullable String code, String text) {}

    /** Whether the larger bounds hold, from the next command on. */
    public void loggedIn(boolean is) {
        loggedIn = is;
    }

    /** Whether the client enabled UTF-8, from the next command on. */
    public void utf8(boolean enabled) {
        utf8 = enabled;
    }

    /** Whether no command has begun. */
    public boolean isBetween() {
        return pieces.isEmpty() && refused == null;
    }

    /** What to wait for where a command may begin, or goes on. */
    public Want next() {
        if (left > 0) {
            return Want.BYTES;
        }
        return new Want.Line(refused != null ? BEFORE_LOG_IN : Math.max(0, bound() - used) + 2);
    }

    /** A line that was waited for. */
    public Step line(byte[] line) {
        int end = line.length;
        if (end > 0 && line[end - 1] == '\n') {
            end -= end > 1 && line[end - 2] == '\r' ? 2 : 1; // Deviates: RFC 9051 §2.2 ends lines by CRLF, people by LF
        }
        var announced = Announcement.at(line, end);
        if (refused != null) {
            return refuse(refused, announced);
        }
        if (pieces.isEmpty()) {
            tag = tag(line, end);
        }
        used += end;
        if (used > bound()) {
            return refuse(tooLong(), announced);
        }
        if (announced == null) {
            pieces.add(new Piece.Text(end == line.length ? line : Arrays.copyOf(line, end)));
            var command = new Step.Command(new Input(pieces, utf8));
            reset();
            return command;
        }
        if (tag.equals("*")) {
            return refuse(new Refused("BAD", null, "a tag, a space and a command expected"), announced);
        }
        pieces.add(new Piece.Text(Arrays.copyOf(line, announced.start())));
        return literal(announced);
    }

    /**
     * A line that was waited for was longer than it may be; it was thrown away, and with it whether a literal follows: what comes next
     * may be no command, so nothing does.
     */
    public Step lineTooLong() {
        return new Step.Over("TOOBIG", "a command may have " + bound() + " octets");
    }

    /** Bytes that were waited for: takes what belongs to the literal. */
    public Step bytes(ByteBuffer bytes) {
        int length = (int) Math.min(left, bytes.remaining());
        left -= length;
        var part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        if (refused != null) {
            return new Step.More(next());
        }
        try {
            if (sink != null) {
                sink.write(part);
                if (left == 0) {
                    pieces.add(new Piece.Stored(sink.finish(), size, binary));
                    sink = null;
                }
            } else {
                keep(part);
            }
        } catch (Declined e) {
            refused = drop(new Refused("NO", e.code(), e.text()));
        }
        return new Step.More(next());
    }

    /** The connection is over: gives back what is held. */
    public void close() {
        sinks.forEach(Diversion.Sink::abandon);
        reset();
    }

    private int bound() {
        return loggedIn ? AFTER_LOG_IN : BEFORE_LOG_IN;
    }

    private Step literal(Announcement announced) {
        try {
            if (!announced.waits() && announced.size() > unasked) {
                // RFC 7888 §5: BAD with TOOBIG
                return refuse(
                        new Refused("BAD", "TOOBIG", "at most " + unasked + " octets may be sent unasked"), announced);
            }
            var taker = diversion.begin(new Input(List.copyOf(pieces), utf8), announced.size(), announced.binary());
            if (taker.isPresent()) {
                sink = taker.get();
                sinks = sinks.isEmpty() ? new ArrayList<>(1) : sinks;
                sinks.add(sink);
                used += LITERAL_COST;
            } else if (announced.size() > bound() - used - LITERAL_COST) {
                return refuse(new Refused("BAD", "TOOBIG", "a command may have " + bound() + " octets"), announced);
            } else {
                used += LITERAL_COST + (int) announced.size();
            }
        } catch (Declined e) {
            return refuse(new Refused("NO", e.code(), e.text()), announced);
        } catch (Malformed e) {
            return refuse(new Refused("BAD", null, e.why()), announced);
        }
        return begin(announced);
    }

    private Step begin(Announcement announced) {
        size = announced.size();
        left = size;
        binary = announced.binary();
        if (left == 0) {
            bytes(ByteBuffer.allocate(0));
        }
        return announced.waits() ? new Step.Go(next()) : new Step.More(next());
    }

    /** Into memory, of which no more is taken than twice what came. */
    private void keep(ByteBuffer part) {
        int held = (int) (size - left) - part.remaining();
        int end = held + part.remaining();
        if (literal.length < end) {
            literal = Arrays.copyOf(literal, (int) Math.min(size, Math.max(end, 2L * literal.length)));
        }
        part.get(literal, held, part.remaining());
        if (left == 0) {
            pieces.add(new Piece.Literal(literal, binary));
            literal = NOTHING;
        }
    }

    /** Answers now, or when what the client sends unasked has been skipped. */
    private Step refuse(Refused why, @Nullable Announcement announced) {
        if (announced == null || announced.waits()) {
            drop(why);
            var refusal = new Step.Refusal(tag, why.status(), why.code(), why.text(), new Want.Line(bound() + 2));
            reset();
            return refusal;
        }
        refused = drop(why);
        // RFC 7888 §4: skipped and refused, or the end
        if (announced.size() > (loggedIn ? MAX_SKIPPED : MAX_SKIPPED_BEFORE_LOG_IN)) {
            return new Step.Over("TOOBIG", "a literal of that size is not even skipped");
        }
        left = announced.size();
        return new Step.More(next());
    }

    /** Of the command, only why it is refused is remembered. */
    private Refused drop(Refused why) {
        sinks.forEach(Diversion.Sink::abandon);
        sinks = List.of();
        sink = null;
        pieces = new ArrayList<>(1);
        literal = NOTHING;
        return why;
    }

    private void reset() {
        pieces = new ArrayList<>(1);
        sinks = List.of();
        sink = null;
        literal = NOTHING;
        refused = null;
        tag = "*";
        used = 0;
        left = 0;
    }

    private Refused tooLong() {
        return new Refused("BAD", null, "a command may have " + bound() + " octets");
    }

    /** What a line begins with before a space; {@code *} when that is no tag. */
    private static String tag(byte[] line, int end) {
        int at = 0;
        while (at < end && Octets.is(line[at], Octets.TAG)) {
            at++;
        }
        return at > 0 && at < end && line[at] == ' ' ? new String(line, 0, at, StandardCharsets.ISO_8859_1) : "*";
    }
}
