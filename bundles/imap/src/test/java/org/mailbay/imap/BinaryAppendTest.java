package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** APPEND of what has NUL in it (RFC 3516 §4.4, RFC 9051 §4.3.1). In answers a bar is the end of a line. */
final class BinaryAppendTest {
    private static final String BINARY = "Content-Transfer-Encoding: binary\r\n";

    private final Office office = new Office();
    private final Wire alice = office.client("alice");

    @AfterEach
    void close() {
        office.close();
    }

    private void append(String message) {
        assertThat(alice.say("a APPEND INBOX ~{" + message.length() + "+}\r\n" + message))
                .contains("a OK [APPENDUID");
        alice.say("s SELECT INBOX");
    }

    @Test
    void aPartWithNulIsKeptAsBase64AndComesBackAsItWas() {
        append("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\n"
                + "Content-Type: application/octet-stream\r\n" + BINARY
                + "Content-ID: <a@b>\r\n\r\n\0a\r\nb\0\r\n--b\r\n" + BINARY + "\r\nno NUL\r\n--b--\r\n");
        assertThat(alice.say("c FETCH 1 (BODY.PEEK[1] BODY.PEEK[2] BODY.PEEK[2.MIME] BODY.PEEK[3] BODY.PEEK[3.MIME])"))
                .contains("BODY[1] {5} | plain ")
                .contains("BODY[2] {8} | AGENCmIA ")
                .contains(
                        "BODY[2.MIME] {96} | Content-Transfer-Encoding: base64 | Content-Type: application/octet-stream"
                                + " | Content-ID: <a@b> |  | ")
                .contains("BODY[3] {6} | no NUL ")
                .contains("BODY[3.MIME] {37} | Content-Transfer-Encoding: binary |  | ");
        assertThat(alice.say("d FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])"))
                .isEqualTo("* 1 FETCH (BINARY.SIZE[2] 6 BINARY[2] ~{6} | \0a | b\0) | d OK");
    }

    @Test
    void soIsAMessageOfOnePartAndOneWithinAnother() {
        append("Subject: x\r\n\r\na\0b");
        append("Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n" + BINARY + "\r\n\0");
        assertThat(alice.say("c FETCH 1:2 BODY.PEEK[]"))
                .contains("Content-Transfer-Encoding: base64 | Subject: x |  | YQBi | )")
                .contains(
                        "Content-Type: message/rfc822 |  | Content-Transfer-Encoding: base64 | Subject: inner |  | AA== | )");
    }

    @Test
    void whatHasNoNulStaysAsItIs() {
        String message = "Subject: x\r\n" + BINARY + "\r\n\u0001\nno end";
        append(message);
        assertThat(alice.say("c FETCH 1 (RFC822.SIZE BODY.PEEK[])"))
                .contains("RFC822.SIZE " + message.length())
                .contains(message.replace("\r\n", " | "));
    }
}
