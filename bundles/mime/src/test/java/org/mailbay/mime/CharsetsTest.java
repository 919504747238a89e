package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WHATWG Encoding §4.2; RFC 8621 §4.1.4 EmailBodyValue. */
class CharsetsTest {

    @ParameterizedTest
    @CsvSource({
        "iso-8859-1, windows-1252",
        "ISO_8859-1:1987, windows-1252",
        "us-ascii, windows-1252",
        "latin1, windows-1252",
        "gb2312, GB18030",
        "gbk, GB18030",
        "ks_c_5601-1987, x-windows-949",
        "euc-kr, x-windows-949",
        "shift_jis, windows-31j",
        "big5, Big5-HKSCS",
        "iso-8859-9, windows-1254",
        "tis-620, x-windows-874",
        "unicode-1-1-utf-8, UTF-8",
        "utf-16, UTF-16LE",
        "iso-8859-8-i, ISO-8859-8",
        "cp850, IBM850",
        "'\"utf-8\"', UTF-8"
    })
    void labelsMeanWhatBrowsersMean(String label, String charset) {
        assertThat(Charsets.forLabel(label)).contains(Charset.forName(charset));
    }

    /** Whoever reads the whole list of a mailbox must not fail because of one message (RFC 7493 §2.1). */
    @Test
    void noCharsetMakesTextThatIsNone() throws IOException {
        byte[][] samples = {
            {0, 0, (byte) 0xd8, 0, 0, 0, 0, 'a'},
            {0, (byte) 0xd8, 0, 0, 'a', 0, 0, 0},
            {(byte) 0xdc, 0, (byte) 0xd8, 0},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'a'},
            {(byte) 0xed, (byte) 0xb0, (byte) 0x80, (byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {0x1b, '$', ')', 'A', 0x0e, 'a', 'b', 0x0f, (byte) 0xff}
        };
        for (String charset : Charset.availableCharsets().keySet()) {
            for (byte[] sample : samples) {
                for (String made : List.of(
                        Charsets.decode(sample, charset).text(),
                        text("text/plain; charset=" + charset, sample, 100).value(),
                        text("text/plain; charset=" + charset, sample, 3).value())) {
                    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(made))
                            .as(charset)
                            .isTrue();
                }
            }
        }
        assertThat(Charsets.decode(samples[0], "utf-32be")).isEqualTo(new Charsets.Decoded("\uFFFDa", true));
    }

    @Test
    void unknownLabelsAreSaidToBeUnknown() throws IOException {
        assertThat(Charsets.forLabel("x-unknown")).isEmpty();
        assertThat(Charsets.forLabel("")).isEmpty();
        assertThat(Charsets.forLabel("a b\0")).isEmpty();
        BodyText text = text("text/plain; charset=x-unknown", "gr\u00fc\u00df".getBytes(StandardCharsets.UTF_8), 100);
        assertThat(text).isEqualTo(new BodyText("grüß", true, false));
    }

    @Test
    void decodesBodies() throws IOException {
        assertThat(text("text/plain", "a\r\nb".getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo(new BodyText("a\nb", false, false));
        assertThat(text("text/plain; charset=utf-8", "ü".getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo(new BodyText("ü", false, false));
        assertThat(text("text/plain; charset=utf-8", new byte[] {'a', (byte) 0xFC, 'b'}, 100))
                .isEqualTo(new BodyText("a\uFFFDb", true, false));
        assertThat(text("text/plain; charset=us-ascii", new byte[] {(byte) 0xFC}, 100))
                .isEqualTo(new BodyText("ü", true, false));
        assertThat(text("text/plain; charset=utf-16", new byte[] {(byte) 0xFE, (byte) 0xFF, 0, 'a'}, 100))
                .isEqualTo(new BodyText("a", false, false));
    }

    @Test
    void cutsBetweenCharactersAndOutsideTags() throws IOException {
        byte[] many = "ü".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertThat(text("text/plain; charset=utf-8", many, 5)).isEqualTo(new BodyText("üü", false, true));
        assertThat(text("text/plain; charset=utf-8", many, 2000))
                .isEqualTo(new BodyText("ü".repeat(1000), false, false));
        for (int most = 0; most < 1200; most++) {
            BodyText cut =
                    text("text/plain; charset=utf-8", "aü€😀".repeat(100).getBytes(StandardCharsets.UTF_8), most);
            assertThat(cut.isEncodingProblem()).isFalse();
            assertThat(cut.value().getBytes(StandardCharsets.UTF_8).length).isBetween(Math.min(most, 1000) - 3, most);
            assertThat(cut.isTruncated()).isEqualTo(most < 1000);
        }
        byte[] html = "<p>abc</p><a href='x'>y</a>".getBytes(StandardCharsets.UTF_8);
        assertThat(text("text/html; charset=utf-8", html, 14).value()).isEqualTo("<p>abc</p>");
    }

    @Test
    void unknownTransferEncodingIsAProblem() throws IOException {
        Message m = MessageParserTest.parse("Content-Transfer-Encoding: x-own\n\nabc");
        assertThat(m.defects()).containsExactly(Defect.UNKNOWN_ENCODING);
        BodyText text = BodyText.read(m.root(), new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}), 10);
        assertThat(text).isEqualTo(new BodyText("abc", true, false));
    }

    private static BodyText text(String type, byte[] body, int most) throws IOException {
        byte[] header = ("Content-Type: " + type + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[header.length + body.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(body, 0, all, header.length, body.length);
        Part part = Message.parse(all).root();
        return BodyText.read(part, new ByteArrayInputStream(body), most);
    }

    @Test
    void plainCharsetsHaveAsciiInOneByte() {
        assertThat(Stream.of("us-ascii", "utf-8", "iso-8859-15", "windows-1251", "koi8-r", "unheard-of"))
                .allMatch(Charsets::isPlain);
        assertThat(Stream.of("utf-16le", "iso-2022-jp", "gb2312", "euc-kr", "shift_jis", "big5"))
                .noneMatch(Charsets::isPlain);
    }
}
