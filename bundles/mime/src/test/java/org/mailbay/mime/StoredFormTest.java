package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes that are stored: small, stable, refused when damaged. */
class StoredFormTest {

    private static final String SIMPLE = """
            Received: from mx.example.org by mail.example.net; Sun, 22 Nov 2026 10:00:00 +0000
            DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1; b=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA
            From: Alice Example <alice@example.org>
            To: Bob Example <bob@example.net>
            Subject: Lunch on Tuesday?
            Date: Sun, 22 Nov 2026 10:00:00 +0000
            Message-ID: <5f1c2b7e-8a33-4a52-9d0d-0c8b2f9b6a11@example.org>
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="----=_Part_1234567890"

            ------=_Part_1234567890
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Shall we=3F
            ------=_Part_1234567890
            Content-Type: text/html; charset=utf-8

            <p>Shall we?</p>
            ------=_Part_1234567890--
            """;

    @Test
    void isSmall() {
        assertThat(MessageParserTest.parse(SIMPLE).toBytes().length).isLessThan(350);
    }

    @Test
    void versionOneStaysReadable() {
        Message m = MessageParserTest.parse("Subject: x\nContent-Type: text/plain; charset=utf-8\n\nbody\n");
        String stored = "01" // version
                + "3d" // 61 bytes
                + "01" + "31" + "00" + "02" + "2078" // one field: Subject, at 0, two bytes " x"
                + "00" + "00" + "37" + "06" + "01" // no flags, header at 0 of 55 bytes, body of 6, one line
                + "01" + "02" // text plain
                + "01" + "11" + "12" // charset utf-8
                + "00" // 7bit
                + "00"; // no defects
        assertThat(HexFormat.of().formatHex(m.toBytes())).isEqualTo(stored);
        assertThat(Message.fromBytes(HexFormat.of().parseHex(stored))).isEqualTo(m);
    }

    @Test
    void damageIsRefused() {
        byte[] good = MessageParserTest.parse(SIMPLE).toBytes();
        for (int cut = 0; cut < good.length; cut++) {
            byte[] damaged = Arrays.copyOf(good, cut);
            assertThatThrownBy(() -> Message.fromBytes(damaged)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Message.fromBytes(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("end");
        byte[] future = good.clone();
        future[0] = 99;
        assertThatThrownBy(() -> Message.fromBytes(future)).hasMessageContaining("version");
    }

    @Test
    void otherFieldsAreReadBackFromTheMessage() {
        byte[] all = MessageParserTest.bytes(SIMPLE);
        Part root = Message.fromBytes(Message.parse(all).toBytes()).root();
        Header header = Header.parse(
                Arrays.copyOfRange(all, (int) root.headerStart(), (int) root.bodyStart()),
                root.headerStart(),
                Limits.DEFAULT);
        assertThat(header.fields()).hasSize(9);
        assertThat(header.last("mime-version").orElseThrow().text()).isEqualTo("1.0");
        Part html = root.children().getLast();
        Header inner = Header.parse(
                Arrays.copyOfRange(all, (int) html.headerStart(), (int) html.bodyStart()),
                html.headerStart(),
                Limits.DEFAULT);
        assertThat(inner.fields().getFirst().offset()).isEqualTo(html.headerStart());
        assertThat(inner.last("content-type").orElseThrow().text()).isEqualTo("text/html; charset=utf-8");
    }

    @Test
    void theSummaryIsShownWithoutTheRest() {
        Message m = MessageParserTest.parse(SIMPLE);
        byte[] stored = m.toBytes();
        byte[] within = new byte[stored.length + 7];
        System.arraycopy(stored, 0, within, 7, stored.length);
        List<String> seen = new ArrayList<>();
        Message.visitSummary(
                within,
                7,
                (name, in, from, to) ->
                        seen.add(name + ':' + new String(in, from, to - from, StandardCharsets.ISO_8859_1)));
        assertThat(seen)
                .isEqualTo(
                        m.summary().fields().stream().map(HeaderField::toString).toList())
                .hasSize(5);
        assertThatThrownBy(() -> Message.visitSummary(within, 6, (name, in, from, to) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
