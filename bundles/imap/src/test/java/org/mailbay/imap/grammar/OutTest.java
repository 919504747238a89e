package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Integer> chunks = new ArrayList<>();
    private final Out out = new Out(this::take, false);
    private final Out unicode = new Out(this::take, true);

    private void take(byte[] chunk) {
        chunks.add(chunk.length);
        sent.writeBytes(chunk);
    }

    private String sent() {
        out.flush();
        unicode.flush();
        String text = sent.toString(StandardCharsets.UTF_8);
        sent.reset();
        return text;
    }

    @Test
    void aLine() {
        out.raw("* ").number(12).space().raw("EXISTS").crlf();
        assertThat(chunks).isEmpty();
        assertThat(sent()).isEqualTo("* 12 EXISTS\r\n");
    }

    @Test
    void numbers() {
        for (long number :
                new long[] {0, 9, 10, 99, 100, 4294967295L, 999999999999999999L, 1000000000000000000L, Long.MAX_VALUE
                }) {
            out.number(number);
            assertThat(sent()).isEqualTo(String.valueOf(number));
        }
    }

    @Test
    void rawIsAsciiOnly() {
        assertThatThrownBy(() -> out.raw("a\u010d\u010ab")).isInstanceOf(IllegalArgumentException.class);
        assertThat(sent()).isEmpty();
    }

    @Test
    void stringsInQuotes() {
        out.string("").space().string("a \"b\" \\c {3}\t");
        assertThat(sent()).isEqualTo("\"\" \"a \\\"b\\\" \\\\c {3}\t\"");
    }

    @Test
    void stringsThatNeedALiteral() {
        assertThat(text("a\r\nb: c")).isEqualTo("{7}\r\na\r\nb: c");
        assertThat(text("\n")).isEqualTo("{1}\r\n\n");
        assertThat(text("a\0b")).as("RFC 9051 §9: CHAR8").isEqualTo("{3}\r\na?b");
        assertThat(text("\u00fc")).isEqualTo("{2}\r\n\u00fc");
        assertThat(text("x".repeat(9000))).startsWith("{9000}\r\nx");
    }

    private String text(String text) {
        out.string(text);
        return sent();
    }

    @Test
    void utf8InQuotesForWhoEnabledIt() {
        unicode.string("\u00fc\"").space().string("\u00fc\r");
        assertThat(sent()).isEqualTo("\"\u00fc\\\"\" {3}\r\n\u00fc\r");
        unicode.string(new byte[] {'a', (byte) 0xfc});
        assertThat(unicode.size()).as("not UTF-8: a literal").isEqualTo("{2}\r\n".length() + 2);
    }

    @Test
    void octetsOfAMessage() {
        byte[] header = "xSubject: \u00fc\"x".getBytes(StandardCharsets.UTF_8);
        out.string(header, 1, header.length - 2);
        assertThat(sent()).isEqualTo("{12}\r\nSubject: \u00fc\"");
        out.string(header, 1, 8);
        assertThat(sent()).isEqualTo("\"Subject:\"");
    }

    @Test
    void astrings() {
        out.astring("a]b")
                .space()
                .astring("")
                .space()
                .astring("nil")
                .space()
                .astring("a b")
                .space()
                .astring("a*")
                .space()
                .nstring(null)
                .space()
                .nstring("x");
        assertThat(sent()).isEqualTo("a]b \"\" \"nil\" \"a b\" \"a*\" NIL \"x\"");
    }

    @Test
    void namesOfMailboxes() {
        out.mailbox("Entw\u00fcrfe").space().mailbox("INBOX").space().mailbox("R&D (x)");
        assertThat(sent()).isEqualTo("Entw&APw-rfe INBOX \"R&-D (x)\"");
        unicode.mailbox("Entw\u00fcrfe & x");
        assertThat(sent()).isEqualTo("\"Entw\u00fcrfe & x\"");
    }

    @Test
    void sets() {
        assertThat(set(1)).isEqualTo("1");
        assertThat(set(1, 2)).isEqualTo("1:2");
        assertThat(set(1, 2, 3, 5, 7, 8, 4294967295L)).isEqualTo("1:3,5,7:8,4294967295");
        assertThat(set(5, 4, 3, 4)).as("in the order given").isEqualTo("5,4,3:4");
        assertThat(set(LongStream.rangeClosed(1, 100_000).toArray())).isEqualTo("1:100000");
        out.set(new long[] {1, 2, 4, 9}, 1, 3);
        assertThat(sent()).isEqualTo("2,4");
    }

    private String set(long... numbers) {
        out.set(numbers);
        return sent();
    }

    @Test
    void moments() throws Malformed {
        for (String when : List.of(
                "1996-07-17T02:44:25Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2024-02-29T12:00:00Z",
                "9999-12-31T23:59:59Z",
                "0000-01-01T00:00:00Z")) {
            Instant instant = Instant.parse(when);
            out.dateTime(instant);
            String text = sent();
            assertThat(Input.of(text, false).dateTime().toInstant()).as(text).isEqualTo(instant);
        }
        out.dateTime(Instant.parse("1996-07-01T02:44:25Z"));
        assertThat(sent()).isEqualTo("\"01-Jul-1996 02:44:25 +0000\"");
        out.dateTime(Instant.MAX).dateTime(Instant.MIN);
        assertThat(sent()).isEqualTo("\"31-Dec-9999 23:59:59 +0000\"\"01-Jan-0000 00:00:00 +0000\"");
    }

    @Test
    void textBehindAStatusEndsNoLine() {
        out.status("a1", "NO", "X ]\r\nY", "no\r\n* OK \0\u010d\u010a");
        assertThat(sent()).isEqualTo("a1 NO [X ???Y] no  * OK  ??\r\n");
        out.status("*", "OK", null, "");
        assertThat(sent()).isEqualTo("* OK -\r\n");
        out.status("*", "OK", null, "x".repeat(100_000));
        assertThat(sent()).hasSize("* OK \r\n".length() + Out.MAX_TEXT);
        out.status("*", "OK", "COPYUID " + "1,".repeat(5000), "done");
        assertThat(sent()).endsWith("1,] done\r\n").hasSizeGreaterThan(10_000);
    }

    @Test
    void flags() {
        out.flags(List.of()).flags(List.of("\\Seen")).flags(List.of("\\Seen", "$Junk"));
        assertThat(sent()).isEqualTo("()(\\Seen)(\\Seen $Junk)");
    }

    @Test
    void literals() {
        out.literal(new byte[] {0, 1}).literalHeader(5_000_000_000L, true);
        assertThat(sent()).isEqualTo("{2}\r\n\0\u0001~{5000000000}\r\n");
    }

    @Test
    void chunksGoOnAtTheEndsOfLines() {
        for (int i = 0; i < 10_000; i++) {
            out.raw("* ").number(i).raw(" FETCH (FLAGS ())").crlf();
        }
        assertThat(chunks).hasSizeGreaterThan(5).allMatch(size -> size >= Out.CHUNK && size < Out.CHUNK + 100);
        assertThat(sent().lines()).hasSize(10_000);
    }

    @Test
    void largePiecesAreNotCopiedTogether() {
        byte[] large = new byte[1_000_000];
        out.raw("x").literal(large).raw(large, 1, 500_000).crlf();
        out.flush();
        assertThat(chunks).containsExactly("x{1000000}\r\n".length(), 1_000_000, 500_000, 2);
    }
}
