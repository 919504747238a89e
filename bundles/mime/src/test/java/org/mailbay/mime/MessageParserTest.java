package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The structure: RFC 5322 §2, RFC 2046 §5. */
class MessageParserTest {

    static Message parse(String text) {
        return Message.parse(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body as it lies in the message. */
    static String body(String text, Part part) {
        return new String(bytes(text), StandardCharsets.ISO_8859_1)
                .substring((int) part.bodyStart(), (int) part.bodyEnd());
    }

    private static final String NESTED = """
            From: a@example.org
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
            Content-Type: multipart/mixed; boundary="out"

            preamble
            --out
            Content-Type: multipart/alternative; boundary=in

            --in

            plain
            --in
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>=C3=BC=
            x</p>
            --in--
            --out
            Content-Type: message/rfc822

            Subject: inner
            From: b@example.org

            inner body
            --out
            Content-Type: application/pdf; name="x.pdf"
            Content-Disposition: attachment; filename=y.pdf
            Content-Transfer-Encoding: base64
            Content-ID: <id@x>

            AAEC
            AwQ=
            --out--
            epilogue
            """;

    @Test
    void tellsNestedPartsApart() {
        Message m = parse(NESTED);
        assertThat(m.defects()).isEmpty();
        assertThat(m.subject()).contains("Grüße");
        assertThat(m.root().mediaType()).isEqualTo("multipart/mixed");
        assertThat(m.root().children())
                .extracting(Part::mediaType)
                .containsExactly("multipart/alternative", "message/rfc822", "application/pdf");
        Part plain = m.root().children().getFirst().children().getFirst();
        assertThat(body(NESTED, plain)).isEqualTo("plain");
        assertThat(plain.lines()).isZero();
        Part html = m.root().children().getFirst().children().getLast();
        assertThat(html.decodedSize()).isEqualTo(10);
        assertThat(html.lines()).isEqualTo(1);
        Message inner = m.root().children().get(1).message();
        assertThat(inner).isNotNull();
        assertThat(inner.subject()).contains("inner");
        assertThat(body(NESTED, inner.root())).isEqualTo("inner body");
        Part pdf = m.root().children().getLast();
        assertThat(pdf.decodedSize()).isEqualTo(5);
        assertThat(pdf.name()).contains("y.pdf");
        assertThat(pdf.contentId()).isEqualTo("id@x");
        assertThat(m.size()).isEqualTo(bytes(NESTED).length);
    }

    @Test
    void storedFormGivesTheSameMessage() {
        Message m = parse(NESTED);
        assertThat(Message.fromBytes(m.toBytes())).isEqualTo(m);
    }

    @Test
    void piecesMakeTheSameMessage() {
        long seed = new Random().nextLong();
        System.getLogger("seed").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        byte[] all = bytes(NESTED);
        Message whole = Message.parse(all);
        for (int round = 0; round < 300; round++) {
            MessageParser parser = new MessageParser(Limits.DEFAULT);
            for (int at = 0; at < all.length; ) {
                int n = Math.min(all.length - at, 1 + random.nextInt(round % 3 == 0 ? 2 : 40));
                parser.write(all, at, n);
                at += n;
            }
            assertThat(parser.finish()).as("seed %d round %d", seed, round).isEqualTo(whole);
        }
    }

    @Test
    void headerStaysReadable() {
        byte[] all = bytes(NESTED);
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        parser.write(all, 0, all.length);
        assertThat(parser.header().fields().stream().map(HeaderField::name).collect(Collectors.joining(",")))
                .isEqualTo("From,Subject,Content-Type");
    }
}
