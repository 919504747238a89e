package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InputTest {

    private static Input of(String line) {
        return Input.of(line, false);
    }

    private static void malformed(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOf(Malformed.class);
    }

    @Test
    void aCommandIsReadForward() throws Malformed {
        Input in = of("A1 uid Fetch 1:*,7 (FLAGS BODY.PEEK[HEADER.FIELDS (To)]<0.10>)");
        assertThat(in.tag()).isEqualTo("A1");
        in.space();
        assertThat(in.skipWord("UI")).isFalse();
        assertThat(in.skipWord("UID")).isTrue();
        in.space();
        assertThat(in.word()).isEqualTo("FETCH");
        in.space();
        assertThat(in.sequenceSet()).hasToString("1:*,7");
        in.space();
        in.expect('(');
        assertThat(in.word()).isEqualTo("FLAGS");
        in.space();
        assertThat(in.word()).isEqualTo("BODY.PEEK");
        in.expect('[');
        assertThat(in.word()).isEqualTo("HEADER.FIELDS");
        in.space();
        in.expect('(');
        assertThat(in.astring()).isEqualTo("To");
        in.expect(')');
        in.expect(']');
        assertThat(in.isNext('<')).isTrue();
        in.expect('<');
        assertThat(in.number()).isZero();
        in.expect('.');
        assertThat(in.nzNumber()).isEqualTo(10);
        in.expect('>');
        malformed(in::end);
        in.expect(')');
        in.end();
        assertThat(in.isEnd()).isTrue();
        assertThat((int) in.peek()).isZero();
        malformed(in::space);
    }

    @Test
    void rfc9051_9_tags() throws Malformed {
        assertThat(of("a]b.*").tag()).isEqualTo("a]b.");
        for (String none : List.of("", " a", "+", "*", "(a", "\"a\"", "\u00e9")) {
            malformed(() -> of(none).tag());
        }
    }

    @Test
    void rfc9051_9_atoms() throws Malformed {
        assertThat(of("a[b<c+$&'").atom()).isEqualTo("a[b<c+$&'");
        for (char c : "(){ %*\"\\]\t\u007f\0".toCharArray()) {
            malformed(() -> of(String.valueOf(c)).atom());
            assertThat(of("x" + c).atom()).isEqualTo("x");
        }
        malformed(() -> Input.of("\u00e9", true).atom());
    }

    @Test
    void rfc9051_4_3_strings() throws Malformed {
        assertThat(of("a]b c").astring()).isEqualTo("a]b");
        assertThat(of("\"\"").astring()).isEmpty();
        assertThat(of("\"a \\\"b\\\\ {3}\t\" c").string()).isEqualTo("a \"b\\ {3}\t");
        for (String none :
                List.of("\"", "\"a", "\"\\", "\"\\\"", "\"\\n\"", "\"a\0\"", "\"a\rb\"", "\"a\nb\"", "", "x")) {
            malformed(() -> of(none).string());
        }
    }

    @Test
    void utf8InQuotesOnlyForWhoEnabledIt() throws Malformed {
        assertThat(Input.of("\"Gr\u00fc\u00dfe \ud83d\ude00\"", true).string())
                .isEqualTo("Gr\u00fc\u00dfe \ud83d\ude00");
        malformed(() -> of("\"Gr\u00fc\u00dfe\"").string());
        for (String none :
                List.of("\u00fc", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00e2\u0082")) {
            byte[] raw = ("\"" + none + "\"").getBytes(StandardCharsets.ISO_8859_1);
            malformed(() -> new Input(List.of(new Piece.Text(raw)), true).string());
        }
    }

    @Test
    void literalsAreStrings() throws Malformed {
        Input in = new Input(
                List.of(text("a "), literal("Gr\u00fc\u00dfe\r\n"), text(" "), literal(""), text(""), literal("x")),
                false);
        in.tag();
        assertThat(in.isLiteral()).isFalse();
        in.space();
        assertThat(in.isLiteral()).isTrue();
        assertThat(in.isEnd()).isFalse();
        assertThat((int) in.peek()).isZero();
        malformed(in::atom);
        malformed(in::end);
        assertThat(in.string()).isEqualTo("Gr\u00fc\u00dfe\r\n");
        in.space();
        assertThat(in.astring()).isEmpty();
        assertThat(in.nstring()).isEqualTo("x");
        in.end();
    }

    @Test
    void literalsWithNulOrInOtherCharsetsAreNoText() throws Malformed {
        malformed(() -> new Input(List.of(literal("a\0")), false).string());
        byte[] latin = {(byte) 0xe9};
        malformed(() -> new Input(List.of(new Piece.Literal(latin, false)), true).string());
        assertThat(new Input(List.of(new Piece.Literal(latin, false)), false).astringBytes())
                .isEqualTo(latin);
        malformed(() -> new Input(List.of(new Piece.Literal(latin, true)), false).astringBytes());
        malformed(() -> new Input(List.of(new Piece.Stored("here", 1, false)), false).string());
    }

    @Test
    void literalsThatWentElsewhere() throws Malformed {
        Input in = new Input(List.of(text("a "), new Piece.Stored("here", 1, false)), false);
        in.tag();
        malformed(in::literal);
        in.space();
        assertThat(in.literal()).isEqualTo(new Piece.Stored("here", 1, false));
        in.end();
    }

    @Test
    void nil() throws Malformed {
        assertThat(of("nil").nstring()).isNull();
        assertThat(of("\"NIL\"").nstring()).isEqualTo("NIL");
        assertThat(of("NIL").astring()).isEqualTo("NIL");
        malformed(() -> of("NILS").nstring());
    }

    @Test
    void numbers() throws Malformed {
        assertThat(of("4294967295").number()).isEqualTo(4294967295L);
        assertThat(of("000").number()).isZero();
        assertThat(of("9223372036854775807").number64()).isEqualTo(Long.MAX_VALUE);
        malformed(() -> of("4294967296").number());
        malformed(() -> of("9223372036854775808").number64());
        malformed(() -> of("99999999999999999999999").number64());
        malformed(() -> of("0").nzNumber());
        malformed(() -> of("-1").number());
        malformed(() -> of("").number());
    }

    @Test
    void rfc9394_3_1_windows() throws Malformed {
        assertThat(of("1:100").window()).isEqualTo(new Window(1, 100, false));
        assertThat(of("-100:-1").window()).isEqualTo(new Window(1, 100, true));
        for (String none : List.of("0:1", "1", "1:", "-1:1", "1:-1", "*:1", "1:*")) {
            malformed(() -> of(none).window());
        }
    }

    @Test
    void flags() throws Malformed {
        assertThat(of("(\\Seen $Junk \\seen \\Seen NonJunk)").flags())
                .containsExactly("\\Seen", "$Junk", "\\seen", "NonJunk");
        assertThat(of("\\Deleted a").flags()).containsExactly("\\Deleted", "a");
        assertThat(of("()").flags()).isEmpty();
        assertThat(of(Input.MAX_FLAG == 255 ? "x".repeat(255) : "").flag()).hasSize(255);
        for (String none : List.of("", "(", "(a", "(a  b)", "(a )", "\\", "\\*", "a\"", "(\\ a)", "x".repeat(256))) {
            malformed(() -> {
                Input in = of(none);
                in.flags();
                in.end();
            });
        }
    }

    @Test
    void dates() throws Malformed {
        assertThat(of("1-feb-1994").date()).isEqualTo(LocalDate.of(1994, 2, 1));
        assertThat(of("\"01-FEB-1994\"").date()).isEqualTo(LocalDate.of(1994, 2, 1));
        assertThat(of("29-Feb-2024").date()).isEqualTo(LocalDate.of(2024, 2, 29));
        for (String none : List.of(
                "",
                "1-Feb-94",
                "30-Feb-2024",
                "0-Jan-2000",
                "1-Foo-2000",
                "001-Jan-2000",
                "1-Jan-2000x",
                "\"1-Jan-2000",
                "1-Jan2000",
                "--Jan-2000",
                "1-EBM-2000",
                "1")) {
            malformed(() -> {
                Input in = of(none);
                in.date();
                in.end();
            });
        }
    }

    @Test
    void datesWithTimes() throws Malformed {
        assertThat(of("\"17-Jul-1996 02:44:25 -0730\"").dateTime())
                .isEqualTo(OffsetDateTime.parse("1996-07-17T02:44:25-07:30"));
        assertThat(of("\" 1-jan-2026 23:59:60 +0000\"").dateTime())
                .isEqualTo(OffsetDateTime.parse("2026-01-01T23:59:59Z"));
        for (String none : List.of(
                "17-Jul-1996 02:44:25 -0700",
                "\"1-Jul-1996 02:44:25 -0700\"",
                "\"17-Jul-1996 24:00:00 -0700\"",
                "\"17-Jul-1996 02:60:25 -0700\"",
                "\"17-Jul-1996 02:44:25 -0799\"",
                "\"17-Jul-1996 02:44:25 +1900\"",
                "\"17-Jul-1996 02:44:25  0700\"",
                "\"17-Jul-1996 02:44:25 -07:0\"",
                "\"31-Jun-1996 02:44:25 -0700\"",
                "\"17-Jul-1996T02:44:25 -0700\"",
                "\"\"")) {
            malformed(() -> of(none).dateTime());
        }
    }

    @Test
    void namesOfMailboxes() throws Malformed {
        assertThat(of("inBox").mailbox()).isEqualTo("INBOX");
        assertThat(of("\"Entw&APw-rfe\"").mailbox()).isEqualTo("Entw\u00fcrfe");
        assertThat(Input.of("\"Entw\u00fcrfe & mehr\"", true).mailbox()).isEqualTo("Entw\u00fcrfe & mehr");
        assertThat(of("INBOX/%*").listMailbox()).isEqualTo("INBOX/%*");
        assertThat(of("\"a b*\"").listMailbox()).isEqualTo("a b*");
        assertThat(of("\"\"").listMailbox()).isEmpty();
        assertThat(of("a*").mailbox()).isEqualTo("a");
        malformed(() -> of("(a").listMailbox());
    }

    @Test
    void parenthesesAreBounded() throws Malformed {
        Input deep = of("(".repeat(100_000));
        malformed(() -> {
            while (true) {
                deep.expect('(');
            }
        });
        Input flat = of("()".repeat(1000));
        while (!flat.isEnd()) {
            flat.expect('(');
            flat.expect(')');
        }
        Input keys = of("");
        for (int i = 0; i < Input.MAX_DEPTH; i++) {
            keys.deeper();
        }
        malformed(keys::deeper);
    }

    private static Piece text(String text) {
        return new Piece.Text(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Piece literal(String text) {
        return new Piece.Literal(text.getBytes(StandardCharsets.UTF_8), false);
    }
}
