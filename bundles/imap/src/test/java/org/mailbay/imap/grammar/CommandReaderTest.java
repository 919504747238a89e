package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailbay.net.spi.Want;

class CommandReaderTest {
    private final Drain drain = new Drain();
    private final Wire wire = Wire.of(drain);

    @Test
    void aLineIsACommand() {
        wire.send("a NOOP\r\nb CAPABILITY\n");
        assertThat(wire.said).containsExactly("a NOOP", "b CAPABILITY");
        assertThat(wire.reader.isBetween()).isTrue();
    }

    @Test
    void anEmptyLineIsAnEmptyCommand() {
        wire.send("\r\n\n");
        assertThat(wire.said).containsExactly("", "");
    }

    @Test
    void rfc9051_4_3_aLiteralIsAskedFor() {
        wire.send("a LOGIN {5}\r\n");
        assertThat(wire.said).containsExactly("+");
        assertThat(wire.reader.isBetween()).isFalse();
        wire.send("ali\r\n {3}\r\nx\"{");
        wire.send("\r\n");
        assertThat(wire.said).containsExactly("+", "+", "a LOGIN <ali\r\n> <x\"{>");
    }

    @Test
    void rfc7888_4_aLiteralSentUnaskedIsNotAskedFor() {
        wire.send("a LOGIN {5+}\r\nalice {0+}\r\n\r\nb NOOP\r\n");
        assertThat(wire.said).containsExactly("a LOGIN <alice> <>", "b NOOP");
    }

    @Test
    void anEmptyLiteralIsAskedForToo() {
        wire.send("a LOGIN {0}\r\n {0}\r\n\r\n");
        assertThat(wire.said).containsExactly("+", "+", "a LOGIN <> <>");
    }

    @Test
    void rfc9051_9_literal8() {
        wire.send("a X ~{3+}\r\n\0\0\0 ~{1}\r\n\0\r\n");
        assertThat(wire.said).containsExactly("+", "a X <~\0\0\0> <~\0>");
    }

    @Test
    void whatOnlyLooksLikeAnAnnouncementIsText() {
        for (String end : new String[] {"{}", "{+}", "{a}", "{-1}", "{1 }", "{1++}", "1}", "}", "{1}x", "{{1"}) {
            var one = Wire.of(Diversion.NONE).send("a X " + end + "\r\n");
            assertThat(one.said).containsExactly("a X " + end);
        }
    }

    @Test
    void leadingZerosAreNoSize() {
        wire.send("a X {0000000000000000000000003}\r\nabc\r\n");
        assertThat(wire.said).containsExactly("+", "a X <abc>");
    }

    @Test
    void aCommandBeginsWithATag() {
        wire.send("{5}\r\n {5}\r\n+ X {5}\r\na{5}\r\n{1+}\r\n* NOOP\r\na NOOP\r\n");
        assertThat(wire.said).containsExactly("* BAD", "* BAD", "* BAD", "* BAD", "* BAD", "a NOOP");
    }

    @Test
    void beforeLogInACommandIsSmallWithAllItsLiterals() {
        wire.send("a LOGIN {36864}\r\nb NOOP\r\n");
        wire.send("c LOGIN {18000}\r\n" + "x".repeat(18_000) + " {18000}\r\n" + "x".repeat(18_000)
                + " {1000}\r\nd NOOP\r\n");
        assertThat(wire.said).containsExactly("a BAD [TOOBIG]", "b NOOP", "+", "+", "c BAD [TOOBIG]", "d NOOP");
        assertThat(wire.reader.isBetween()).isTrue();
    }

    @Test
    void emptyLiteralsAreBoundedToo() {
        wire.send("a LOGIN" + " {0+}\r\n".repeat(700) + "\r\nb NOOP\r\n");
        assertThat(wire.said).containsExactly("a BAD [TOOBIG]", "b NOOP");
    }

    @Test
    void linesAreBounded() {
        assertThat(wire.reader.next()).isEqualTo(new Want.Line(CommandReader.BEFORE_LOG_IN + 2));
        wire.reader.loggedIn(true);
        assertThat(wire.reader.next()).isEqualTo(new Want.Line(CommandReader.AFTER_LOG_IN + 2));
        wire.reader.loggedIn(false);
        wire.send("b {1}\r\n1" + "x".repeat(40_000) + "\r\n");
        assertThat(wire.said).containsExactly("+", "BYE [TOOBIG]");
    }

    @Test
    void aLineOfExactlyTheBoundIsTaken() {
        wire.send("a " + "x".repeat(CommandReader.BEFORE_LOG_IN - 2) + "\r\n");
        wire.send("a " + "x".repeat(CommandReader.BEFORE_LOG_IN - 1) + "\r\n");
        assertThat(wire.said).hasSize(2).last().isEqualTo("BYE [TOOBIG]");
    }

    @Test
    void rfc7888_5_aLargeLiteralSentUnaskedIsSkipped() {
        wire.reader.loggedIn(true);
        String hidden = "x LOGOUT\r\n".repeat(500);
        wire.send("a APPEND INBOX {" + hidden.length() + "+}\r\n" + hidden);
        assertThat(wire.said).isEmpty();
        wire.send(" (\\Seen) {4+}\r\nbye! {7}\r\nb NOOP\r\n");
        assertThat(wire.said).containsExactly("a BAD [TOOBIG]", "b NOOP");
        assertThat(drain.open).isZero();
    }

    @Test
    void literalPlusTakesThem() {
        var plus = new Wire(new CommandReader(drain, CommandReader.LITERAL_PLUS));
        plus.reader.loggedIn(true);
        plus.send("a APPEND INBOX {5000+}\r\n" + "m".repeat(5000) + "\r\n");
        assertThat(plus.said).containsExactly("a APPEND INBOX <stored " + "m".repeat(5000) + " of 5000>");
    }

    @Test
    void fourGigabytesAreRefusedBeforeTheyCome() {
        wire.send("a LOGIN {4294967296}\r\nb LOGIN {99999999999999999999}\r\nc NOOP\r\n");
        assertThat(wire.said).containsExactly("a BAD [TOOBIG]", "b BAD [TOOBIG]", "c NOOP");
        wire.send("d LOGIN {4294967296+}\r\n");
        assertThat(wire.said).last().isEqualTo("BYE [TOOBIG]");
        var later = Wire.of(drain);
        later.reader.loggedIn(true);
        later.send("a X {4294967296}\r\nb X {268435456+}\r\n").send(new byte[1000]);
        assertThat(later.said).containsExactly("a BAD [TOOBIG]");
        assertThat(later.reader.next()).isEqualTo(Want.BYTES);
        assertThat(Wire.of(drain).send("b X {268435457+}\r\n").isOver()).isTrue();
    }

    @Test
    void memoryIsTakenForWhatCameNotForWhatIsAnnounced() {
        wire.reader.loggedIn(true);
        long one = allocated(() -> wire.send("a X {1000000}\r\n").send(new byte[10]));
        assertThat(one).isLessThan(100_000);
        byte[] chunk = new byte[64 * 1024];
        var skipping = Wire.of(drain);
        skipping.reader.loggedIn(true);
        skipping.send("a X {268435456+}\r\n");
        long many = allocated(() -> {
            for (int i = 0; i < 4096; i++) {
                skipping.send(chunk);
            }
        });
        assertThat(many).isLessThan(4_000_000);
        assertThat(skipping.send("\r\n").said).containsExactly("a BAD [TOOBIG]");
    }

    @Test
    void messagesAreDiverted() {
        wire.reader.loggedIn(true);
        wire.send("a APPEND {3+}\r\nbox (\\Seen) {7}\r\nmes").send("sa").send("ge ~{2+}\r\n\0\0\r\n");
        assertThat(wire.said)
                .containsExactly("+", "a APPEND <box> (\\Seen) <stored message of 7> <stored \0\0 of 2 ~>");
        assertThat(drain.open).as("the command's").isEqualTo(2);
    }

    @Test
    void aDivertedLiteralIsDeclinedInsteadOfAskedFor() {
        drain.limit = 10;
        wire.send("a APPEND INBOX {11}\r\nb APPEND INBOX {11+}\r\nc LOGOUT\r\n\r\nd APPEND &bad {1}\r\ne NOOP\r\n");
        assertThat(wire.said).containsExactly("a NO [TOOBIG]", "b NO [TOOBIG]", "d BAD", "e NOOP");
        assertThat(drain.open).isZero();
    }

    @Test
    void whatTheSinkCannotTakeIsSkippedAndAnswered() {
        drain.failsAfter = 2;
        wire.send("a APPEND INBOX {2}\r\nok {10}\r\nb LO").send("GOUT\r").send("\n {1}\r\nc NOOP\r\n");
        assertThat(wire.said).containsExactly("+", "+", "a NO [UNAVAILABLE]", "c NOOP");
        assertThat(drain.open).isZero();
    }

    @Test
    void whatIsHeldIsGivenBackAtTheEnd() {
        wire.send("a APPEND INBOX {2}\r\nok {9}\r\nb LO");
        assertThat(drain.open).isEqualTo(2);
        wire.reader.close();
        assertThat(drain.open).isZero();
    }

    @Test
    void whatIsNotTheLiteralsIsLeft() {
        var reader = wire.reader;
        reader.line("a X {3}\r\n".getBytes(StandardCharsets.US_ASCII));
        var bytes = ByteBuffer.wrap("abcd".getBytes(StandardCharsets.US_ASCII));
        assertThat(reader.bytes(bytes)).isInstanceOf(Step.More.class);
        assertThat(bytes.remaining()).isOne();
        assertThat(reader.next()).isInstanceOf(Want.Line.class);
    }

    private static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
